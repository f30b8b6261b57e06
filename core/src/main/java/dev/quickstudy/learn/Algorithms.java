package dev.quickstudy.learn;

import dev.quickstudy.head.Features;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.context.CellContext;
import dev.quickstudy.head.context.ColumnContext;
import dev.quickstudy.head.context.InContext;
import dev.quickstudy.head.context.Mann;
import dev.quickstudy.head.context.NeuralProcess;
import dev.quickstudy.head.convex.Logistic;
import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.head.convex.Svm;
import dev.quickstudy.head.fitted.ContrastiveAdapter;
import dev.quickstudy.head.fitted.CosineFineTuning;
import dev.quickstudy.head.fitted.Softmax;
import dev.quickstudy.head.metric.Mahalanobis;
import dev.quickstudy.head.metric.Matching;
import dev.quickstudy.head.metric.NearestCentroid;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.head.metric.Relation;
import dev.quickstudy.head.metric.RelationMaps;
import dev.quickstudy.head.transductive.LaplacianShot;
import dev.quickstudy.head.transductive.PtMap;
import dev.quickstudy.head.transductive.Tim;
import dev.quickstudy.inner.Alfa;
import dev.quickstudy.inner.Backtracking;
import dev.quickstudy.inner.ContextInitialisation;
import dev.quickstudy.inner.FilmInitialisation;
import dev.quickstudy.inner.MetaCurvature;
import dev.quickstudy.inner.MetaLstm;
import dev.quickstudy.inner.MetaSgd;
import dev.quickstudy.inner.PrototypeInitialisation;
import dev.quickstudy.inner.PulledBack;
import dev.quickstudy.inner.StepRates;
import dev.quickstudy.inner.Strategy;
import dev.quickstudy.inner.StrategyInitialisation;
import dev.quickstudy.inner.StrategyInitialisation.Reads;
import dev.quickstudy.learn.Pretrained.Classifier;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.networks.Filmed;
import dev.quickstudy.nn.networks.Warped;
import dev.quickstudy.nn.networks.WithContext;
import dev.quickstudy.nn.networks.WithLastLayer;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import java.util.List;

/** The catalogue: published algorithms as compositions of parts. */
public final class Algorithms {
  private Algorithms() {}

  /**
   * MAML (Finn, Abbeel and Levine 2017): descent from φ, exact meta-gradient.
   *
   * @param rate the inner rate α
   * @param steps inner steps in training
   * @param testSteps inner steps at test
   */
  public static Algorithm<Descent> maml(Network network, double rate, int steps, int testSteps) {
    return exact(Descent.of(network, Transforms.sgd(rate), steps, testSteps));
  }

  /**
   * First-order MAML (Finn, Abbeel and Levine 2017, §5.2): MAML with inner gradients taken as
   * constants.
   */
  public static Algorithm<Descent> fomaml(Network network, double rate, int steps, int testSteps) {
    return new Algorithm<>(
        Descent.of(network, Transforms.sgd(rate), steps, testSteps),
        new MetaGradients.FirstOrder());
  }

  /**
   * Reptile (Nichol, Achiam and Schulman 2018): φ moves towards where descent ends.
   *
   * @param inner the inner optimizer; published: Adam with β₁ = 0
   * @param batch support examples an inner step; 0 for all
   */
  public static Algorithm<Descent> reptile(
      Network network, Transform inner, int steps, int testSteps, int batch) {
    return new Algorithm<>(
        Descent.of(network, inner, steps, testSteps).inBatches(batch), new MetaGradients.Reptile());
  }

  /** ANIL (Raghu, Raghu, Bengio and Vinyals 2020): MAML that adapts the output layer only. */
  public static Algorithm<Descent> anil(Network network, double rate, int steps, int testSteps) {
    return exact(
        Descent.of(network, Transforms.sgd(rate), steps, testSteps).adapting(Adapts.LAST_LAYER));
  }

  /** BOIL (Oh, Yoo, Kim and Yun 2021): MAML that adapts all but the output layer. */
  public static Algorithm<Descent> boil(Network network, double rate, int steps, int testSteps) {
    return exact(Descent.of(network, Transforms.sgd(rate), steps, testSteps).adapting(Adapts.BODY));
  }

  /** Meta-SGD (Li, Zhou, Chen and Li 2017): MAML with a learned rate for every weight. */
  public static Algorithm<Descent> metaSgd(Network network, double rate, int steps, int testSteps) {
    return exact(Descent.of(network, new MetaSgd(rate), steps, testSteps));
  }

  /**
   * MAML++ (Antoniou, Edwards and Storkey 2019): learned rates for every tensor and step, and the
   * loss after every step. Per-step batch normalisation is the network's; the falling outer rate is
   * the outer transform's.
   *
   * @param annealing outer steps until only the last step's loss counts
   * @param firstOrder outer steps at the beginning with inner gradients as constants
   */
  public static Algorithm<Descent> mamlPlusPlus(
      Network network, double rate, int steps, int testSteps, long annealing, long firstOrder) {
    return new Algorithm<>(
        Descent.of(network, new StepRates(rate, steps), steps, testSteps),
        MetaGradients.MultiStep.of(steps, annealing, firstOrder));
  }

  /**
   * ALFA (Baik, Choi, Choi, Kim and Lee 2020): a small network writes rates and decays at every
   * inner step.
   *
   * @param inner published: as many {@linkplain Alfa#steps steps} with numbers of their own as
   *     inner steps
   */
  public static Algorithm<Descent> alfa(Network network, Alfa inner, int steps, int testSteps) {
    return exact(Descent.of(network, inner, steps, testSteps));
  }

  /**
   * The strategy network: it reads a description of the task and of its support set, and writes
   * where descent starts, a rate and a decay for every tensor at every step, and how many steps are
   * worth taking.
   *
   * @param rate the inner rate that it begins with
   * @param width numbers in its description of a task
   * @param reads {@link Reads#BOTH} but for ablations
   */
  public static Algorithm<Descent> strategy(
      Network network, double rate, int steps, int testSteps, int width, Reads reads) {
    return strategy(network, rate, steps, testSteps, width, reads, List.of());
  }

  /**
   * The same, which reads a descriptor of each task too.
   *
   * @param descriptor its shape: {@code [D]} for D numbers a task, {@code [columns, D]} for D
   *     numbers a column of its inputs; empty for none
   */
  public static Algorithm<Descent> strategy(
      Network network,
      double rate,
      int steps,
      int testSteps,
      int width,
      Reads reads,
      List<Integer> descriptor) {
    StrategyInitialisation start = new StrategyInitialisation(width, reads, descriptor);
    return exact(
        Descent.of(
            network,
            start,
            new Strategy(rate, width, width, start.describesColumns()),
            steps,
            testSteps));
  }

  /** Meta-Curvature (Park and Oliva 2019): learned matrices turn inner gradients. */
  public static Algorithm<Descent> metaCurvature(
      Network network, double rate, int steps, int testSteps) {
    return exact(
        Descent.of(
            network,
            Transforms.chain(new MetaCurvature(), Transforms.sgd(rate)),
            steps,
            testSteps));
  }

  /** T-nets (Lee and Choi 2018): linear maps learned across tasks give descent its metric. */
  public static Algorithm<Descent> tNet(Network network, double rate, int steps, int testSteps) {
    return exact(Descent.of(new Warped(network), Transforms.sgd(rate), steps, testSteps));
  }

  /**
   * The LSTM meta-learner (Ravi and Larochelle 2017): a learned recurrent transform; gradients and
   * losses enter as constants.
   *
   * @param hidden width of the LSTM; published: 20
   */
  public static Algorithm<Descent> metaLstm(
      Network network, int hidden, double rate, int steps, int testSteps) {
    return new Algorithm<>(
        Descent.of(network, new MetaLstm(hidden, rate), steps, testSteps),
        new MetaGradients.FirstOrder());
  }

  /**
   * iMAML (Rajeswaran, Finn, Kakade and Levine 2019): descent held near φ, and the implicit
   * meta-gradient.
   *
   * @param lambda strength of the proximal term, positive; published: 2
   */
  public static Algorithm<Descent> imaml(
      Network network,
      double rate,
      double lambda,
      int steps,
      int testSteps,
      MetaGradients.Implicit gradient) {
    return imaml(network, Transforms.sgd(rate), lambda, steps, testSteps, gradient);
  }

  /**
   * The same with another way down to the minimum, which the implicit meta-gradient does not ask
   * about.
   *
   * @param inner for instance {@link Backtracking}
   * @param lambda 0 where {@code inner} ties a task to φ itself, as {@link PulledBack} does: then
   *     the gradient's damping of λ has it
   */
  public static Algorithm<Descent> imaml(
      Network network,
      Transform inner,
      double lambda,
      int steps,
      int testSteps,
      MetaGradients.Implicit gradient) {
    return new Algorithm<>(Descent.of(network, inner, steps, testSteps).near(lambda), gradient);
  }

  /**
   * CAVIA (Zintgraf, Shiarlis, Kurin, Hofmann and Whiteson 2019): only a context adapts, which
   * starts from zero.
   *
   * @param network reads the context as its last columns, if its inputs have one dimension;
   *     otherwise the context scales and shifts its units
   * @param context numbers in the context
   * @param at which of the network's places the context scales and shifts, from 1; empty for all.
   *     Published for Conv4: the third block alone. Without meaning where the context is read as
   *     columns
   */
  public static Algorithm<Descent> cavia(
      Network network, int context, List<Integer> at, double rate, int steps, int testSteps) {
    return exact(
        Descent.of(
                network.inputShape().length == 1
                    ? new WithContext(network, context)
                    : new Filmed(network, context, at),
                new ContextInitialisation(context),
                Transforms.sgd(rate),
                steps,
                testSteps)
            .adapting(Adapts.NOTHING));
  }

  /**
   * Proto-MAML (Triantafillou et al. 2020): descent whose output layer starts from prototypes; any
   * number of ways.
   *
   * @param encoder without an output layer
   */
  public static Algorithm<Descent> protoMaml(
      Network encoder, double rate, int steps, int testSteps) {
    return exact(
        Descent.of(
            new WithLastLayer(encoder),
            new PrototypeInitialisation(),
            Transforms.sgd(rate),
            steps,
            testSteps));
  }

  /**
   * Matching networks (Vinyals, Blundell, Lillicrap, Kavukcuoglu and Wierstra 2016).
   *
   * @param reads steps of full-context embeddings; 0 leaves them out
   */
  public static Algorithm<EmbeddingLearner> matching(Network encoder, int reads) {
    return exact(new EmbeddingLearner(encoder, new Matching(reads)));
  }

  /** Relation networks (Sung et al. 2018) as published, on maps of features. */
  public static Algorithm<EmbeddingLearner> relation(Network encoder, int width, int hidden) {
    return exact(new EmbeddingLearner(encoder, new RelationMaps(width, hidden)));
  }

  /** Relation networks (after Sung et al. 2018) on vectors and class means. */
  public static Algorithm<EmbeddingLearner> relationOfVectors(Network encoder, int hidden) {
    return exact(new EmbeddingLearner(encoder, new Relation(hidden)));
  }

  /** R2D2 (Bertinetto, Henriques, Torr and Vedaldi 2019): ridge regression in closed form. */
  public static Algorithm<EmbeddingLearner> r2d2(Network encoder, Ridge head) {
    return exact(new EmbeddingLearner(encoder, head));
  }

  /** Multinomial logistic regression on embeddings. */
  public static Algorithm<EmbeddingLearner> softmax(Network encoder, Softmax head) {
    return exact(new EmbeddingLearner(encoder, head));
  }

  /**
   * SetFit (Tunstall et al. 2022) on an encoder that stays as it is: contrastive fine-tuning of an
   * adapter on each task's support set, then a head.
   */
  public static Algorithm<EmbeddingLearner> contrastive(
      Network encoder, ContrastiveAdapter adapter) {
    return exact(new EmbeddingLearner(encoder, adapter));
  }

  /**
   * LRD2 (Bertinetto, Henriques, Torr and Vedaldi 2019): logistic regression by Newton's method.
   */
  public static Algorithm<EmbeddingLearner> lrd2(Network encoder, Logistic head) {
    return exact(new EmbeddingLearner(encoder, head));
  }

  /** MetaOptNet (Lee, Maji, Ravichandran and Soatto 2019): a support vector machine. */
  public static Algorithm<EmbeddingLearner> metaOptNet(Network encoder, Svm head) {
    return exact(new EmbeddingLearner(encoder, head));
  }

  /**
   * The head of Simple CNAPs (Bateni, Goyal, Masrani, Wood and Sigal 2020) on an encoder that all
   * tasks share.
   */
  public static Algorithm<EmbeddingLearner> mahalanobis(Network encoder) {
    return exact(new EmbeddingLearner(encoder, new Mahalanobis(1)));
  }

  /**
   * Neural processes: conditional (Garnelo et al. 2018), or attentive (Kim et al. 2019).
   *
   * @param inputs embeds the inputs; {@link dev.quickstudy.nn.networks.Identity} for points
   */
  public static Algorithm<EmbeddingLearner> neuralProcess(Network inputs, NeuralProcess process) {
    return exact(new EmbeddingLearner(inputs, process));
  }

  /** A memory-augmented network (Santoro et al. 2016). */
  public static Algorithm<EmbeddingLearner> mann(Network encoder, Mann memory) {
    return exact(new EmbeddingLearner(encoder, memory));
  }

  /** A transformer that learns in context (in the line of SNAIL: Mishra et al. 2018). */
  public static Algorithm<EmbeddingLearner> inContext(Network encoder, InContext transformer) {
    return exact(new EmbeddingLearner(encoder, transformer));
  }

  /**
   * An in-context transformer that reads the columns of a table first (after Iwata and Kumagai
   * 2020).
   */
  public static Algorithm<EmbeddingLearner> columnContext(Network network, ColumnContext reader) {
    return exact(new EmbeddingLearner(network, reader));
  }

  /** An in-context transformer whose tokens are the cells of a table (Hollmann et al. 2025). */
  public static Algorithm<EmbeddingLearner> cellContext(Network network, CellContext reader) {
    return exact(new EmbeddingLearner(network, reader));
  }

  /**
   * CNAPs (Requeima et al. 2019) in its simple form (Bateni et al. 2020): the support set scales
   * and shifts the encoder's units, distances in each class's metric classify.
   *
   * @param describer reads the support inputs
   */
  public static Algorithm<EmbeddingLearner> cnaps(Network encoder, Network describer) {
    return exact(
        new EmbeddingLearner(encoder, new FilmInitialisation(describer), new Mahalanobis(1)));
  }

  private static <L extends Learner> Algorithm<L> exact(L learner) {
    return new Algorithm<>(learner, new MetaGradients.Exact());
  }

  /** Prototypical networks (Snell, Swersky and Zemel 2017). */
  public static Algorithm<EmbeddingLearner> protonet(Network encoder) {
    return exact(new EmbeddingLearner(encoder, new Prototypes()));
  }

  /**
   * Baseline++ (Chen et al. 2019): a cosine classifier in pretraining, and another that is
   * fine-tuned on each task.
   *
   * @param classes meta-training classes
   */
  public static Algorithm<Pretrained> baselinePlusPlus(
      Network encoder, int classes, CosineFineTuning head) {
    return exact(new Pretrained(encoder, classes, Classifier.COSINE, head));
  }

  /**
   * SimpleShot (Wang et al. 2019): pretraining, then nearest class means.
   *
   * @param classes meta-training classes
   */
  public static Algorithm<Pretrained> simpleShot(Network encoder, int classes, Features features) {
    return pretrained(encoder, classes, new NearestCentroid(features));
  }

  /**
   * PT-MAP (Hu, Gripon and Pateux 2021): pretraining, then optimal transport; transductive.
   *
   * @param classes meta-training classes
   */
  public static Algorithm<Pretrained> ptMap(Network encoder, int classes, PtMap head) {
    return pretrained(encoder, classes, head);
  }

  /**
   * TIM (Boudiaf et al. 2020): pretraining, then information maximisation; transductive.
   *
   * @param classes meta-training classes
   */
  public static Algorithm<Pretrained> tim(Network encoder, int classes, Tim head) {
    return pretrained(encoder, classes, head);
  }

  /**
   * LaplacianShot (Ziko et al. 2020): pretraining, then class means that neighbours agree on;
   * transductive.
   *
   * @param classes meta-training classes
   */
  public static Algorithm<Pretrained> laplacianShot(
      Network encoder, int classes, LaplacianShot head) {
    return pretrained(encoder, classes, head);
  }

  private static Algorithm<Pretrained> pretrained(Network encoder, int classes, Head head) {
    return exact(new Pretrained(encoder, classes, Classifier.LINEAR, head));
  }
}
