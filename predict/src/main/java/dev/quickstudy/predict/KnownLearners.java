package dev.quickstudy.predict;

import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.kinds.Kinds;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.survey.EncoderLearners;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.survey.UntrainedLearner;
import dev.quickstudy.tensor.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Learners that need no training, by kind of example and name. */
final class KnownLearners {
  private KnownLearners() {}

  /**
   * A learner.
   *
   * @param name as it can be asked for
   * @param about for people
   * @param sees what it sees of its examples; learners that see the same read them the same way
   * @param opening opens it
   */
  record Known(
      String name, String about, String sees, Function<Resources, TrainedLearner> opening) {
    TrainedLearner open(Resources resources) {
      return opening.apply(resources);
    }
  }

  /** Those for a kind of example; the first is the one to take where nothing tells them apart. */
  static List<Known> of(Kind kind) {
    List<Known> all = new ArrayList<>(ShippedLearners.of(kind));
    kind.untrained().forEach(learner -> all.add(known(learner)));
    return all;
  }

  /**
   * Examples as an encoder embeds them.
   *
   * @param file the encoder's
   * @throws UsageException if no encoder reads such examples
   */
  static List<Known> encoded(Kind kind, Path file, DataLocations locations) {
    Kinds kinds = Kinds.known();
    EncoderLearners learners =
        kinds
            .value(EncoderLearners.class, kind.word())
            .orElseThrow(
                () ->
                    new UsageException(
                        kinds
                            .missing(EncoderLearners.class, "encoder." + kind.word())
                            .orElse(
                                "encoders are for pictures and recordings, but these are "
                                    + kind.one()
                                    + "s")));
    return learners.of(file, locations).stream().map(KnownLearners::known).toList();
  }

  private static Known known(UntrainedLearner learner) {
    return new Known(
        learner.name(),
        learner.about(),
        Recipes.line(learner.recipe(), "source")
            + Arrays.toString(learner.recipe().network().inputShape()),
        resources ->
            TrainedLearner.of(
                OpenRun.untrained(learner.recipe(), learner.fitted()),
                learner.recipe().name(),
                resources));
  }
}
