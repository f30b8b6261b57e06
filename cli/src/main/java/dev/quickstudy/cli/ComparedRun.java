package dev.quickstudy.cli;

import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.recipe.Recipe;
import java.util.OptionalLong;

/**
 * What one training run of a comparison came to.
 *
 * @param seconds of training, of one processor
 * @param peak the most memory that the process held while it trained, in bytes
 * @param numbers in φ
 */
record ComparedRun(
    Recipe recipe,
    EvaluationResult report,
    long steps,
    double seconds,
    double secondsToAdapt,
    OptionalLong peak,
    long numbers) {}
