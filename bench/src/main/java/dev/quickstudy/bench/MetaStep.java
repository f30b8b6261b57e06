package dev.quickstudy.bench;

import dev.quickstudy.data.tasks.Sinusoids;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.MetaGradient;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.MetaTrainer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A meta-step: what is trained on what. Outer transform is Adam.
 *
 * @param innerSteps of exact MAML; 0 makes it a prototypical network
 */
record MetaStep(Network network, TaskShape shape, int tasks, int innerSteps, double innerRate) {
  static final double OUTER_RATE = 0.001;
  private static final RandomKey DRAW = RandomKey.of(1);
  private static final RandomKey INIT = RandomKey.of(2);
  private static final RandomKey LEARN = RandomKey.of(3);

  /** On 28×28 pictures, by the max-pooled network of 64 filters. */
  static MetaStep ofPictures(
      int classes, TaskShape shape, int tasks, int innerSteps, double innerRate) {
    return new MetaStep(
        new Conv4(28, 1, 64, 4, Conv4.Downsampling.POOL, Normalisation.BATCH, classes),
        shape,
        tasks,
        innerSteps,
        innerRate);
  }

  /** On 10 + 10 points of 25 sinusoids, by the perceptron of two hidden layers 40 wide. */
  static MetaStep ofSinusoids(int innerSteps) {
    return new MetaStep(
        new Mlp(List.of(1), List.of(40, 40), 1), new TaskShape(1, 10, 10), 25, innerSteps, 0.01);
  }

  boolean prototypes() {
    return innerSteps == 0;
  }

  Algorithm<? extends Learner> algorithm() {
    return prototypes()
        ? Algorithms.protonet(network)
        : Algorithms.maml(network, innerRate, innerSteps, innerSteps);
  }

  private Regime regime() {
    return network.normalisation() == Normalisation.NONE ? Regime.NONE : Regime.QUERY_BATCH;
  }

  int supportExamples() {
    return shape.ways() * shape.minShots();
  }

  int queryExamples() {
    return shape.ways() * shape.queries();
  }

  /** Some of the tasks, always the same. */
  TaskBatch draw(Supplier<? extends TaskSource> pictures, int count) {
    return source(pictures).sample(Split.TRAIN, shape, DRAW, 0, count);
  }

  private TaskSource source(Supplier<? extends TaskSource> pictures) {
    return network instanceof Mlp ? new Sinusoids() : pictures.get();
  }

  /** A fresh model, always the same. */
  Model model() {
    return algorithm().learner().init(INIT);
  }

  /** The trainer of these tasks alone; they live at least as long. */
  MetaTrainer<?> trainer(
      TaskBatch drawn, Supplier<? extends TaskSource> pictures, Workers workers) {
    return trainer(algorithm(), new DrawnTasks(source(pictures), drawn), workers);
  }

  private <L extends Learner> MetaTrainer<L> trainer(
      Algorithm<L> algorithm, TaskSource source, Workers workers) {
    return new MetaTrainer<>(
        new MetaTrainer.Settings<>(
            algorithm, source, shape, tasks, regime(), Transforms.adam(OUTER_RATE), DType.FLOAT32),
        workers);
  }

  /** What a batch of tasks says of φ: means over its tasks. */
  record Said(Params gradients, Tensor loss) {}

  /** The meta-gradient in the model's precision, task by task, so that it needs little memory. */
  Said say(Model model, TaskBatch batch) {
    return say(algorithm(), model, batch);
  }

  private <L extends Learner> Said say(Algorithm<L> algorithm, Model model, TaskBatch batch) {
    Params gradients = model.phi().map(Tensor::zerosLike);
    Tensor loss = Tensor.zeros(batch.query().x().type());
    for (int t = 0; t < batch.tasks(); t++) {
      try (Scope scope = Scope.open()) {
        MetaGradient.Estimate one =
            algorithm
                .metaGradient()
                .of(
                    algorithm.learner(),
                    model,
                    DrawnTasks.part(batch, t, 1),
                    Context.training(LEARN, regime(), 0).withFirstTask(t));
        gradients = gradients.plus(one.gradients().times(1.0 / batch.tasks()));
        loss = loss.plus(one.losses().sum().times(1.0 / batch.tasks()));
        gradients.tensors().forEach(scope::keep);
        scope.keep(loss);
      }
    }
    return new Said(gradients, loss);
  }

  /** The network in the words of the peers' case files. */
  String networkWords() {
    if (network instanceof Conv4 conv) {
      return "conv4:size=%d,channels=%d,width=%d,blocks=%d,outputs=%d"
          .formatted(conv.size(), conv.channels(), conv.width(), conv.blocks(), conv.classes());
    }
    Mlp mlp = (Mlp) network;
    return Stream.of(mlp.input(), mlp.hidden(), List.of(mlp.outputs()))
        .flatMap(List::stream)
        .map(String::valueOf)
        .collect(Collectors.joining("-", "mlp:", ""));
  }
}
