import static dev.quickstudy.nn.networks.Conv4.Downsampling.POOL;

import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.train.TrainState;
import dev.quickstudy.tensor.Workers;
import java.util.Arrays;

/** Meta-trains a learner of characters in half a minute, then learns five new ones from one example each. */
final class MetaTrain {
  public static void main(String[] args) {
    var tasks = Glyphs.standard().tasks();
    var shape = new TaskShape(5, 1, 5); // 5 ways, 1 shot, 5 queries
    var protonet = Algorithms.protonet(new Conv4(28, 1, 32, 4, POOL, Normalisation.RUNNING, 0));
    try (Workers workers = Workers.ofMachine(); Scope scope = Scope.open()) {
      var settings = new MetaTrainer.Settings<>(protonet, tasks, shape, 8, Regime.JOINT, Transforms.adam(0.002));
      var trainer = new MetaTrainer<>(settings, workers);
      try (TrainState trained = trainer.train(trainer.start(1), 100)) { // meta-train
        TaskBatch unseen = tasks.sample(Split.TEST, shape, RandomKey.of(7), 0, 1);
        Context now = Context.testing(RandomKey.of(7), Regime.RUNNING);
        try (var learned = LearnedTasks.learn(protonet.learner(), trained.model(), unseen.support(), now)) { // adapt
          long[] classes = learned.predict(unseen.query().x()).value().argmax(-1).toLongs();
          System.out.println("predicted " + Arrays.toString(classes));
        }
        System.out.println("true      " + Arrays.toString(unseen.query().y().toLongs()));
      }
    }
  }
}
