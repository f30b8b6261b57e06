package dev.quickstudy.learn;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.PretrainedHeadsTest;
import dev.quickstudy.head.context.CellContext;
import dev.quickstudy.head.context.ColumnContext;
import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.head.fitted.ContrastiveAdapter;
import dev.quickstudy.head.fitted.Softmax;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.inner.FilmInitialisation;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.networks.ResNet12;
import dev.quickstudy.nn.optim.Transforms;
import java.util.ArrayList;
import java.util.List;

/** All learners that the tests of single families enumerate, in one list. */
public final class Catalogue {
  private Catalogue() {}

  /** A learner by name. */
  public record Entry(String name, Learner learner) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Every learner, on networks of a few hundred weights. */
  public static List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    DescentCatalogueTest.all().forEach(one -> all.add(new Entry(one.name(), one.learner())));
    HeadCatalogueTest.all().forEach(one -> all.add(new Entry(one.name(), one.learner())));
    ContextLearnersTest.regressors()
        .forEach(one -> all.add(new Entry("values by " + one.head(), one)));
    PretrainedTest.all().forEach(one -> all.add(new Entry(one.toString(), one)));
    Network mlp = new Mlp(List.of(2), List.of(5), 5);
    List<Head> heads = new ArrayList<>(PretrainedHeadsTest.all());
    Softmax softmax = new Softmax(10, 0.003, 0.1, 10);
    heads.add(softmax);
    heads.add(new ContrastiveAdapter(3, 4, 8, 0.03, softmax));
    heads.add(new ContrastiveAdapter(3, 4, 8, 0.03, new Prototypes()));
    heads.forEach(head -> all.add(new Entry(head.toString(), new EmbeddingLearner(mlp, head))));
    Network rows = new Identity(List.of(6));
    for (Head head : List.of(new ColumnContext(3, 8, 16, 2, 2), new CellContext(3, 16, 2, 2))) {
      all.add(new Entry(head.toString(), new EmbeddingLearner(rows, head)));
    }
    for (Normalisation kind : Normalisation.values()) {
      if (kind != Normalisation.NONE) {
        all.add(new Entry("descent normalised by " + kind, descent(kind)));
        all.add(new Entry("prototypes normalised by " + kind, prototypes(kind)));
      }
    }
    Network conv = conv(Normalisation.BATCH, 0);
    Network describer = new Conv4(8, 1, 2, 2, Downsampling.STRIDE, Normalisation.LAYER, 0);
    all.add(
        new Entry(
            "cnaps on pictures",
            new EmbeddingLearner(conv, new FilmInitialisation(describer), new Prototypes())));
    all.add(
        new Entry(
            "last layer of a network that its support set conditions",
            Descent.of(
                    conv(Normalisation.BATCH, 3),
                    new FilmInitialisation(describer),
                    Transforms.sgd(0.1),
                    2,
                    2)
                .adapting(Adapts.LAST_LAYER)));
    all.add(
        new Entry(
            "r2d2 on a residual network",
            new EmbeddingLearner(
                new ResNet12(16, 1, List.of(4, 4, 4, 4), true, 0, 1, Normalisation.BATCH, 0),
                Ridge.published())));
    all.add(new Entry("tempered", new Tempered(new EmbeddingLearner(mlp, new Prototypes()), 2)));
    all.add(
        new Entry(
            "tempered descent",
            new Tempered(
                Descent.of(conv(Normalisation.BATCH, 3), Transforms.sgd(0.1), 2, 2), 0.5)));
    return all;
  }

  private static Network conv(Normalisation kind, int classes) {
    return new Conv4(8, 1, 3, 2, Downsampling.POOL, kind, classes);
  }

  private static Learner descent(Normalisation kind) {
    return Descent.of(conv(kind, 3), Transforms.sgd(0.1), 2, 3);
  }

  private static Learner prototypes(Normalisation kind) {
    return new EmbeddingLearner(conv(kind, 0), new Prototypes());
  }
}
