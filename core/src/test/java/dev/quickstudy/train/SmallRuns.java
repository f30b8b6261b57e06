package dev.quickstudy.train;

import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.InBfloat16;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Span;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.ContentDigest;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.files.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs that take a blink, and what they leave in their folders. */
final class SmallRuns {
  static final String CONFIG = "name: small\n";
  static final TrainingRun.Listener QUIET = new TrainingRun.Listener() {};

  private SmallRuns() {}

  /**
   * A kind of run.
   *
   * @param validated whether it is validated after every second step
   * @param patience of the validation
   */
  record Kind<L extends Learner>(
      Algorithm<L> algorithm,
      TaskSource source,
      TaskShape shape,
      TaskShape judged,
      Regime regime,
      Transform optimizer,
      boolean validated,
      int patience,
      Optional<MemoryStrategy> memory,
      Average average) {

    Kind(
        Algorithm<L> algorithm,
        TaskSource source,
        TaskShape shape,
        TaskShape judged,
        Regime regime,
        Transform optimizer,
        boolean validated,
        int patience) {
      this(
          algorithm,
          source,
          shape,
          judged,
          regime,
          optimizer,
          validated,
          patience,
          Optional.empty(),
          Average.NONE);
    }

    /** The same with an average of the models. */
    Kind<L> with(Average other) {
      return new Kind<>(
          algorithm, source, shape, judged, regime, optimizer, validated, patience, memory, other);
    }

    /** The same with a memory strategy. */
    Kind<L> with(MemoryStrategy strategy) {
      return new Kind<>(
          algorithm,
          source,
          shape,
          judged,
          regime,
          optimizer,
          validated,
          patience,
          Optional.of(strategy),
          average);
    }

    /** The run of this kind in a folder. */
    TrainingRun<L> in(
        RunFolder folder, TrainingRun.Plan plan, Workers workers, TrainingRun.Listener listener) {
      MetaTrainer.Settings<L> settings =
          new MetaTrainer.Settings<>(algorithm, source, shape, 3, regime, optimizer).with(average);
      MetaTrainer<L> trainer =
          new MetaTrainer<>(memory.map(how -> how.of(settings)).orElse(settings), workers);
      Optional<TrainingRun.Validation> validation =
          validated
              ? Optional.of(
                  new TrainingRun.Validation(
                      new Evaluation(source, Split.VALIDATION, judged, 6, 5), regime, 2, patience))
              : Optional.empty();
      return new TrainingRun<>(trainer, plan, validation, provenance(), folder, workers, listener);
    }

    private Provenance provenance() {
      return new Provenance("test", source.name(), source.fingerprint(), CONFIG, 1, "");
    }

    Kind<L> with(Transform other) {
      return new Kind<>(algorithm, source, shape, judged, regime, other, validated, patience);
    }

    Kind<L> of(TaskShape other) {
      return new Kind<>(algorithm, source, other, judged, regime, optimizer, validated, patience);
    }

    Kind<L> withPatience(int number) {
      return new Kind<>(algorithm, source, shape, judged, regime, optimizer, true, number);
    }

    Kind<L> unvalidated() {
      return new Kind<>(algorithm, source, shape, judged, regime, optimizer, false, 0);
    }

    /** Makes or opens the folder and trains until the run ends. */
    TrainingRun.End train(Path folder, TrainingRun.Plan plan, TrainingRun.Listener listener) {
      try (RunFolder run =
              RunFolder.holdsRun(folder)
                  ? RunFolder.open(folder)
                  : RunFolder.create(folder, CONFIG);
          Workers workers = new Workers(2);
          TrainingRun.Outcome outcome = in(run, plan, workers, listener).run()) {
        return outcome.end();
      }
    }
  }

  private static final Network PICTURES =
      new Conv4(8, 1, 4, 2, Downsampling.POOL, Normalisation.RUNNING, 0);

  /** A network of four outputs on pictures, to be judged by tasks of other ways. */
  static Kind<?> fourWays(int judged) {
    Kind<?> kind = pictures();
    Network network = new Conv4(8, 1, 4, 2, Downsampling.POOL, Normalisation.RUNNING, 4);
    return new Kind<>(
        Algorithms.maml(network, 0.01, 1, 1),
        kind.source(),
        kind.shape(),
        new TaskShape(judged, 1, 2),
        Regime.QUERY_BATCH,
        Transforms.adam(0.01),
        true,
        0);
  }

  /** MAML on waves with Adam: an optimizer with a state. */
  static Kind<?> waves() {
    return new Kind<>(
        Algorithms.maml(new Mlp(List.of(1), List.of(8), 1), 0.01, 1, 2),
        new Waves(),
        new TaskShape(1, 5, 5),
        new TaskShape(1, 5, 5),
        Regime.NONE,
        Transforms.adam(0.01),
        true,
        0);
  }

  /** The same with three inner steps: there are checkpoints between them to save. */
  static Kind<?> deepWaves() {
    return new Kind<>(
        Algorithms.maml(new Mlp(List.of(1), List.of(8), 1), 0.01, 3, 3),
        new Waves(),
        new TaskShape(1, 5, 5),
        new TaskShape(1, 5, 5),
        Regime.NONE,
        Transforms.adam(0.01),
        true,
        0);
  }

  /** {@link #waves} with two to six points to learn from. */
  static Kind<?> unevenWaves() {
    return waves().of(new TaskShape(1, 2, 6, 5));
  }

  /** {@link #waves} of which the models from the fourth step on are averaged. */
  static Kind<?> averagedWaves() {
    return waves().with(new Average(0.7, new Span.Steps(3)));
  }

  /** A rate and an average that follow the budget, of a model with a state. */
  static Kind<?> picturesByTheBudget() {
    return pictures()
        .with(Transforms.adam(new Schedule.Cosine(0.02, 0.001, new Span.Share(1, 1))))
        .with(new Average(0.5, new Span.Share(1, 3)));
  }

  /** A prototypical network on pictures, with running averages: a model with a state. */
  static Kind<?> pictures() {
    return pictures(PICTURES);
  }

  /** The same, computed in bfloat16. */
  static Kind<?> picturesInBfloat16() {
    return pictures(new InBfloat16(PICTURES));
  }

  private static Kind<?> pictures(Network encoder) {
    TaskSource source =
        new ClassTasks(
            "pictures",
            new SplitClasses(
                new Pictures(20, 8),
                name ->
                    Optional.of(
                        name.endsWith("7") || name.endsWith("5") || name.endsWith("3")
                            ? Split.VALIDATION
                            : Split.TRAIN)));
    return new Kind<>(
        Algorithms.protonet(encoder),
        source,
        new TaskShape(4, 1, 2),
        new TaskShape(4, 1, 2),
        Regime.JOINT,
        Transforms.adam(0.01),
        true,
        0);
  }

  static TrainingRun.Plan plan(long steps, long checkpointEvery, long logEvery) {
    return new TrainingRun.Plan(steps, Optional.empty(), checkpointEvery, logEvery);
  }

  /**
   * All that a run leaves behind but times: metrics, checkpoint and best state, number by number.
   *
   * @param files from {@code file/tensor} to its numbers, and from {@code file/field} to its text
   */
  record Left(List<String> metrics, Map<String, Object> files) {
    static Left of(Path folder) throws IOException {
      Map<String, Object> files = new TreeMap<>();
      for (Path file : List.of(RunFolder.checkpoint(folder), RunFolder.best(folder))) {
        if (Files.exists(file)) {
          read(file, files);
        }
      }
      return new Left(SmallRuns.metrics(folder), files);
    }

    private static void read(Path file, Map<String, Object> into) {
      try (Scope scope = Scope.open()) {
        Safetensors.Content content = Safetensors.read(file);
        content
            .tensors()
            .forEach(
                (name, tensor) ->
                    into.put(
                        file.getFileName() + "/" + name,
                        Arrays.stream(tensor.toDoubles()).boxed().toList()));
        content
            .metadata()
            .forEach((field, text) -> into.put(file.getFileName() + "/" + field, text));
        // No run takes as long as another, and the digest covers the seconds too.
        into.remove(file.getFileName() + "/seconds");
        into.remove(file.getFileName() + "/digest");
      }
    }
  }

  /** Makes a checkpoint look as one of a version that did not write some fields. */
  static void withoutFields(Path file, String... fields) {
    try (Scope scope = Scope.open()) {
      rewrite(file, Map.of(), List.of(fields));
    }
  }

  /** The same checkpoint with other fields, under a digest that fits them. */
  static void rewrite(Path file, Map<String, String> fields, List<String> without) {
    Safetensors.Content content = Safetensors.read(file);
    Map<String, String> metadata = new TreeMap<>(content.metadata());
    metadata.putAll(fields);
    metadata.keySet().removeAll(without);
    Map<String, String> covered = new TreeMap<>(metadata);
    covered.keySet().removeAll(List.of("format", "formatVersion", "digest"));
    metadata.put("digest", ContentDigest.of("quickstudy-checkpoint", covered, content.tensors()));
    Safetensors.write(file, content.tensors(), metadata);
  }

  /** The lines of metrics without their seconds; none where there is no such file. */
  static List<String> metrics(Path folder) throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    return (Files.exists(file) ? Files.readAllLines(file) : List.<String>of())
        .stream().map(line -> line.replaceFirst("\"seconds\":[^,]*,", "")).toList();
  }

  /** A process of its own, which runs a class of the tests. */
  static ProcessBuilder process(List<String> launcher, Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A file of performance data would count against a limit of file sizes.
    command.addAll(
        List.of("-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
