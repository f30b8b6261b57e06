import dev.quickstudy.data.DataException;
import dev.quickstudy.data.characters.Mnist;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.Losses;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.judge.Score;
import dev.quickstudy.train.TrainState;
import dev.quickstudy.tensor.Workers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Handwritten digits (MNIST) in two ways. First ordinary learning: 64-64-10, of the 10,000 test
 * digits 8,000 to learn from and 2,000 to be judged on. Then learning to learn: the body 64-64
 * meets the digits 0 to 6 as small tasks, and after that tells 7, 8 and 9 apart from five of each
 * (Proto-MAML: its last layer begins as the class means, and all of it descends a few steps).
 */
final class Digits {
  private static final List<Integer> INPUT = List.of(1, 28, 28);
  private static final int PIXELS = 28 * 28;
  private static final int EPOCHS = 10;
  private static final int BATCH = 32;
  private static final int LEARNED = 8000;
  private static final RandomKey KEY = RandomKey.of(1);

  /** Wants the folder that holds the folder {@code mnist}. */
  public static void main(String[] args) {
    try {
      ClassPool digits = new Mnist(Path.of(args.length > 0 ? args[0] : "data")).digits();
      plain(digits);
      metaLearned(digits);
    } catch (DataException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void plain(ClassPool digits) {
    float[] pixels = new float[PIXELS * total(digits)];
    long[] labels = new long[total(digits)];
    int[] order = KEY.fold("shuffle").choose(labels.length, labels.length);
    int next = 0;
    for (int digit = 0; digit < digits.classes(); digit++) {
      for (int i = 0; i < digits.size(digit); i++) {
        labels[order[next]] = digit;
        digits.copy(digit, i, pixels, PIXELS * order[next++]);
      }
    }

    Mlp network = new Mlp(INPUT, List.of(64, 64), 10);
    Transform adam = Transforms.adam(0.001);
    Context now = Context.training(KEY, Regime.NONE, 0);
    Scope memory = Scope.detached(); // owns the weights from one step to the next
    Params weights;
    Params state;
    try (Scope scope = Scope.open()) {
      weights = network.init(KEY).ownedBy(memory);
      state = adam.init(weights).ownedBy(memory);
    }
    System.out.println("64-64-10, Adam, batches of 32; accuracy on the 2,000 that were kept back:");
    for (int step = 0, epoch = 1; epoch <= EPOCHS; epoch++) {
      int[] shuffled = KEY.fold(epoch).choose(LEARNED, LEARNED);
      for (int first = 0; first < LEARNED; first += BATCH, step++) {
        int[] rows = Arrays.copyOfRange(shuffled, first, first + BATCH);
        Scope nextMemory = Scope.detached();
        try (Scope scope = Scope.open()) {
          Params variables = weights.variables();
          Tensor logits = network.apply(variables, Params.empty(), x(pixels, rows), now).value();
          Tensor loss = Losses.crossEntropy(logits, y(labels, rows)).sum();
          Params gradients = variables.gradients(loss, false);
          Transform.Step moved =
              adam.update(gradients, state, weights, new Transform.Signal(step));
          weights = weights.plus(moved.updates()).ownedBy(nextMemory);
          state = moved.state().ownedBy(nextMemory);
        }
        memory.close();
        memory = nextMemory;
      }
      if (epoch == 1 || epoch % 5 == 0) {
        System.out.printf(
            "  epoch %2d: %.1f %%%n", epoch, 100 * accuracy(network, weights, pixels, labels));
      }
    }
    memory.close();
  }

  private static int total(ClassPool digits) {
    int total = 0;
    for (int digit = 0; digit < digits.classes(); digit++) {
      total += digits.size(digit);
    }
    return total;
  }

  private static Tensor x(float[] pixels, int[] rows) {
    float[] some = new float[rows.length * PIXELS];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(pixels, rows[i] * PIXELS, some, i * PIXELS, PIXELS);
    }
    return Tensor.of(some, 1, rows.length, 1, 28, 28);
  }

  private static Tensor y(long[] labels, int[] rows) {
    return Tensor.of(Arrays.stream(rows).mapToLong(row -> labels[row]).toArray(), 1, rows.length);
  }

  /** On the digits behind those that are learned from. */
  private static double accuracy(Mlp network, Params weights, float[] pixels, long[] labels) {
    int[] rows = new int[labels.length - LEARNED];
    Arrays.setAll(rows, i -> LEARNED + i);
    try (Scope scope = Scope.open()) {
      Context now = Context.testing(KEY, Regime.NONE);
      long[] predicted =
          network.apply(weights, Params.empty(), x(pixels, rows), now).value().argmax(-1).toLongs();
      int right = 0;
      for (int i = 0; i < rows.length; i++) {
        right += predicted[i] == labels[rows[i]] ? 1 : 0;
      }
      return (double) right / rows.length;
    }
  }

  private static void metaLearned(ClassPool digits) {
    var tasks =
        new ClassTasks(
            "MNIST, 0–6 and 7–9",
            new SplitClasses(
                digits,
                digit -> Optional.of(Integer.parseInt(digit) < 7 ? Split.TRAIN : Split.TEST)));
    var shape = new TaskShape(3, 5, 15); // 3 digits, 5 of each to learn from, 15 to be judged on
    var learned = Algorithms.protoMaml(new Mlp(INPUT, List.of(64), 64), 0.03, 5, 10);
    var unseen = new Evaluation(tasks, Split.TEST, shape, 600, 0);
    try (Workers workers = Workers.ofMachine();
        Scope scope = Scope.open()) {
      var settings =
          new MetaTrainer.Settings<>(
              learned, tasks, shape, 16, Regime.NONE, Transforms.adam(0.001));
      var trainer = new MetaTrainer<>(settings, workers);
      System.out.println("7, 8 or 9 from five of each, 600 tasks:");
      try (TrainState start = trainer.start(1);
          TrainState trained = trainer.train(trainer.start(1), 300)) {
        print("64-64 meta-learned on 0–6", learned.learner(), trained.model(), unseen, workers);
        print("64-64 untrained", learned.learner(), start.model(), unseen, workers);
      }
      var pixels = new EmbeddingLearner(new Identity(INPUT), new Prototypes());
      Model nothing = new Model(Params.empty(), Params.empty());
      print("nearest class mean on pixels", pixels, nothing, unseen, workers);
    }
  }

  private static void print(
      String name, Learner learner, Model model, Evaluation unseen, Workers workers) {
    Score score = unseen.of(learner, model, Regime.NONE, workers);
    System.out.printf("  %-29s %.1f ± %.1f %%%n", name, 100 * score.mean(), 100 * score.ci95());
  }
}
