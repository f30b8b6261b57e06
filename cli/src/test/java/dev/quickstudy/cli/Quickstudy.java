package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command in this process. */
public final class Quickstudy {
  /** A convolutional learner on glyphs, as small and quick as can be. */
  static final List<String> TINY_GLYPHS =
      List.of(
          "glyphs-5way-1shot",
          "--set=network.width=8",
          "--set=training.ways=5",
          "--set=training.queries=1",
          "--set=evaluation.queries=1",
          "--set=evaluation.episodes=4",
          "--set=training.steps=2");

  /** What turns {@link #TINY_GLYPHS} into a learner whose last layer has five classes. */
  static final List<String> AS_MAML =
      List.of(
          "--set=learner={kind: maml, rate: 0.1, steps: 1, testSteps: 1}",
          "--set=network.norm=batch",
          "--set=network.classes=5",
          "--set=training.regime=query-batch",
          "--set=training.validation.regime=query-batch",
          "--set=evaluation.regimes=[support, query-batch]");

  /** Regression by a small network. */
  static final List<String> TINY_SINUSOIDS =
      List.of(
          "sinusoid-maml-quick",
          "--set=network.hidden=[8]",
          "--set=training.tasks=2",
          "--set=evaluation.episodes=4",
          "--set=training.steps=3");

  private Quickstudy() {}

  /** What a command left behind. */
  public record Result(int code, String out, String err) {
    /** Its last line of stdout. */
    JsonNode json() {
      return new JsonMapper().readTree(out.strip().lines().reduce("", (a, b) -> b));
    }

    Result succeeds() {
      assertThat(code).as(err).isZero();
      return this;
    }

    /** That it failed with one line, after those that say what was read. */
    void failsAfterReading(int wanted, String... words) {
      List<String> lines = err.lines().toList();
      assertThat(lines.get(lines.size() - 1)).startsWith("quickstudy: ").contains(words);
      assertThat(err).doesNotContain("Exception");
      assertThat(out).isEmpty();
      assertThat(code).as(err).isEqualTo(wanted);
    }

    /** That it failed with one line and nothing else, and that the line says so much. */
    void failsWith(int wanted, String... words) {
      assertThat(err.lines()).as(err).hasSize(1);
      assertThat(err).startsWith("quickstudy: ").contains(words).doesNotContain("Exception");
      assertThat(out).isEmpty();
      assertThat(code).as(err).isEqualTo(wanted);
    }
  }

  public static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Result(code, out.toString(), err.toString());
  }

  /** Runs {@code train} with some arguments and some more. */
  static Result train(List<String> some, String... more) {
    return run(joined(some, more));
  }

  static String[] joined(List<String> some, String... more) {
    List<String> all = new ArrayList<>();
    all.add("train");
    all.addAll(some);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** The folder of the public data sets, which may not be there. */
  static Path data() {
    return Path.of(
        Objects.requireNonNull(System.getProperty("quickstudy.data"), "set by the build"));
  }
}
