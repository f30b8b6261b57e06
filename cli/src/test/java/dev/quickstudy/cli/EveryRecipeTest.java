package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.experiment.TrainingSession;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.TrainingRun;
import dev.quickstudy.train.files.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every built-in recipe ends well for five seeds. Takes days, so it is asked for: {@code
 * -Dquickstudy.everyRecipe=tenth} for the first tenth of each recipe's steps, or a number of steps.
 * {@code -Dquickstudy.everyRecipe.named=REGEX} takes some.
 *
 * <p>In slices: {@code -Dquickstudy.everyRecipe.done=FILE} keeps a line of each run that has ended,
 * and the runs that have not beside it, in {@code FILE.runs}; {@code
 * -Dquickstudy.everyRecipe.minutes=M} ends a slice. The same command goes on; what ended well is
 * skipped, and what failed fails again at once, until its line is deleted.
 */
@EnabledIfSystemProperty(named = "quickstudy.everyRecipe", matches = "tenth|[1-9]\\d*")
class EveryRecipeTest {
  private static final int SEEDS = 5;
  private static final String WELL = "well";
  private static final TrainingRun.Listener QUIET = new TrainingRun.Listener() {};

  /** Reading data takes seconds. */
  private static final Map<Object, TaskSource> OPENED = new HashMap<>();

  private static final long BEGUN = System.nanoTime();

  @TempDir private Path folder;

  /** The first seed of all recipes before the second. */
  static Stream<Arguments> runs() {
    String named = System.getProperty("quickstudy.everyRecipe.named", ".*");
    List<String> names = Recipes.names().stream().filter(name -> name.matches(named)).toList();
    return IntStream.rangeClosed(1, SEEDS)
        .boxed()
        .flatMap(seed -> names.stream().map(name -> Arguments.of(name, seed)));
  }

  private static Optional<Path> done() {
    return Optional.ofNullable(System.getProperty("quickstudy.everyRecipe.done")).map(Path::of);
  }

  private static Duration left() {
    double minutes =
        Double.parseDouble(System.getProperty("quickstudy.everyRecipe.minutes", "1e6"));
    return Duration.ofMillis(Math.round(minutes * 60e3) - (System.nanoTime() - BEGUN) / 1_000_000);
  }

  private static long steps(Recipe whole) {
    String asked = System.getProperty("quickstudy.everyRecipe", "tenth");
    long all = whole.training().steps();
    return asked.equals("tenth") ? (all + 9) / 10 : Math.min(all, Long.parseLong(asked));
  }

  private static Recipe recipe(Recipe whole, int seed) {
    long steps = steps(whole);
    List<String> changes =
        new ArrayList<>(
            List.of(
                "training.seed=" + seed,
                "training.steps=" + steps,
                "evaluation.episodes=50",
                "training.average={decay: 0, from: 0}"));
    if (whole.training().validation().every() > 0) {
      changes.add("training.validation.every=" + Math.max(1, steps / 2));
      changes.add("training.validation.episodes=50");
    }
    return Recipes.override(whole, changes);
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("runs")
  void everyRecipeEndsWell(String name, int seed) throws IOException {
    Recipe whole = Recipes.resolve(name);
    whole
        .source()
        .dataSet()
        .ifPresent(
            set ->
                assumeTrue(
                    Files.isDirectory(Quickstudy.data().resolve(set)),
                    "the data set " + set + " is not in " + Quickstudy.data()));
    String run = name + " " + seed + " " + steps(whole);
    Optional<String> before = before(run);
    assumeFalse(before.filter(WELL::equals).isPresent(), "ended well in an earlier slice");
    assertThat(before).as("in an earlier slice").isEmpty();
    assumeTrue(left().toMillis() > 0, "the slice is over");
    Optional<String> end = end(recipe(whole, seed));
    assumeTrue(end.isPresent(), "the slice is over; the same command goes on");
    note(run, end.orElseThrow());
    assertThat(end.orElseThrow()).isEqualTo(WELL);
  }

  /** How a run ended, in an earlier slice. */
  private static Optional<String> before(String run) throws IOException {
    if (done().filter(Files::exists).isEmpty()) {
      return Optional.empty();
    }
    return Files.readAllLines(done().orElseThrow()).stream()
        .filter(line -> line.startsWith(run + ": "))
        .map(line -> line.substring(run.length() + 2))
        .findFirst();
  }

  private static void note(String run, String end) throws IOException {
    if (done().isPresent()) {
      Files.writeString(
          done().get(),
          run + ": " + end + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /** How a run ends; empty if the slice is over before. */
  private Optional<String> end(Recipe recipe) throws IOException {
    DataLocations places = DataLocations.of(Optional.of(Quickstudy.data()));
    TaskSource source =
        OPENED.computeIfAbsent(recipe.source(), ignored -> recipe.source().open(places));
    Path runs =
        done().map(file -> file.resolveSibling(file.getFileName() + ".runs")).orElse(folder);
    Path home = runs.resolve(recipe.name() + "-" + recipe.training().seed());
    Timer timer = new Timer(true);
    try (Workers workers = new Workers(2);
        TrainingSession session =
            Experiment.of(recipe, source)
                .begin(home, TrainingOptions.resuming().unplanned(), workers)) {
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              session.stop();
            }
          },
          Math.max(1, left().toMillis()));
      TrainingSummary.Trained trained = session.train(QUIET);
      if (trained.end() == TrainingRun.End.STOPPED) {
        return Optional.empty();
      }
      session.judge(trained).requireFinite();
      if (trained.end() != TrainingRun.End.STEPS && trained.end() != TrainingRun.End.PATIENCE) {
        return Optional.of(trained.end() + ", " + trained.setbacks());
      }
    } catch (TrainingException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } finally {
      timer.cancel();
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return Optional.of(WELL);
  }
}
