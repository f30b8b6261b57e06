package dev.quickstudy.cli;

import dev.quickstudy.data.ImageFolder;
import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Context;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code quickstudy adapt}. */
@Command(
    name = "adapt",
    mixinStandardHelpOptions = true,
    description = {"Learns classes from your own pictures and says which class others belong to.", ""},
    footer = {
      "",
      "Example:",
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support my/classes --query my/pictures",
      "",
      "--support has one folder a class, each with a picture or a few. Pictures are made grey, turned so that ink",
      "is bright on dark, and resized to what the learner reads. Each query is classified by itself."
    })
final class AdaptCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--run", required = true, paramLabel = "DIR", description = "the trained run's folder")
  private Path folder = Path.of(".");

  @Option(names = "--support", required = true, paramLabel = "DIR", description = "one folder of pictures a class")
  private Path support = Path.of(".");

  @Option(
      names = "--query",
      required = true,
      arity = "1..*",
      paramLabel = "DIR|FILE",
      description = "pictures to classify, or folders of them")
  private List<Path> queries = List.of();

  @Mixin private Options.Json json = new Options.Json();

  AdaptCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Engine.start(new Engine.Options(true));
    try (OpenRun run = OpenRun.open(folder);
        Scope scope = Scope.open()) {
      Learner learner = run.recipe().learner().with(run.recipe().network()).learner();
      long[] shape = learner.network().inputShape();
      ImageFolder classes = ImageFolder.read(support, shape);
      learner.check(shape, new Targets.Classes(classes.classes()));
      List<Path> files = files();
      DType precision = run.recipe().training().precision();
      Context now = Context.testing(RandomKey.of(0), learner.network().normalisation().inductive());
      try (Adapted adapted = learner.adapt(run.model(), examples(classes).to(precision), now)) {
        Tensor logits = adapted.predict(pictures(files, shape).to(precision), now).value();
        report(classes, files, logits.logSoftmax(-1).exp().toDoubles());
      }
    }
    return 0;
  }

  /** The queries' files: those named, and those in the folders named and one level below. */
  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (Path query : queries) {
      if (!Files.exists(query)) {
        throw new IllegalArgumentException("--query " + query + " is not there; name a picture or a folder of pictures");
      }
      try (Stream<Path> found = Files.walk(query, 2)) {
        found.filter(AdaptCommand::isVisibleFile).sorted().forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(query + " cannot be read: " + e.getMessage(), e);
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("--query " + queries + " has no pictures");
    }
    return files;
  }

  private static boolean isVisibleFile(Path path) {
    return Files.isRegularFile(path) && !path.getFileName().toString().startsWith(".");
  }

  private static Examples examples(ImageFolder classes) {
    int count = IntStream.range(0, classes.classes()).map(classes::size).sum();
    int elements = Shape.elements(classes.exampleShape());
    float[] x = new float[count * elements];
    long[] y = new long[count];
    int next = 0;
    for (int c = 0; c < classes.classes(); c++) {
      for (int i = 0; i < classes.size(c); i++) {
        classes.copy(c, i, x, next * elements);
        y[next++] = c;
      }
    }
    return new Examples(
        Tensor.of(x, withTask(count, classes.exampleShape())),
        Tensor.of(y, 1, count),
        new Targets.Classes(classes.classes()));
  }

  private static Tensor pictures(List<Path> files, long[] shape) {
    int elements = Shape.elements(shape);
    float[] x = new float[files.size() * elements];
    for (int i = 0; i < files.size(); i++) {
      System.arraycopy(ImageFolder.picture(files.get(i), shape), 0, x, i * elements, elements);
    }
    return Tensor.of(x, withTask(files.size(), shape));
  }

  private static long[] withTask(int count, long[] example) {
    long[] shape = new long[example.length + 2];
    shape[0] = 1;
    shape[1] = count;
    System.arraycopy(example, 0, shape, 2, example.length);
    return shape;
  }

  private void report(ImageFolder classes, List<Path> files, double[] probabilities) {
    int ways = classes.classes();
    List<String> names = IntStream.range(0, ways).mapToObj(classes::className).toList();
    ObjectNode object = Console.object();
    ArrayNode listed = object.putArray("classes");
    names.forEach(listed::add);
    ArrayNode answers = object.putArray("queries");
    for (int q = 0; q < files.size(); q++) {
      double[] row = Arrays.copyOfRange(probabilities, q * ways, (q + 1) * ways);
      int best = IntStream.range(0, ways).reduce(0, (a, b) -> row[b] > row[a] ? b : a);
      console.say("%s  %s  %s", files.get(q), names.get(best), words(names, row));
      ObjectNode answer = answers.addObject();
      answer.put("file", files.get(q).toString());
      answer.put("class", names.get(best));
      ObjectNode all = answer.putObject("probabilities");
      for (int c = 0; c < ways; c++) {
        all.put(names.get(c), row[c]);
      }
    }
    if (json.wanted()) {
      console.json(object);
    }
  }

  private static String words(List<String> names, double[] row) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, row.length).boxed().toList());
    order.sort((a, b) -> Double.compare(row[b], row[a]));
    return order.stream()
        .map(c -> String.format(Locale.ROOT, "%s %.1f %%", names.get(c), 100 * row[c]))
        .collect(Collectors.joining(", "));
  }
}
