package dev.quickstudy.recipe.builtin;

import dev.quickstudy.data.characters.Omniglot;
import dev.quickstudy.data.tasks.RegressionFamilies;
import dev.quickstudy.data.texts.TextFormat;
import dev.quickstudy.head.Features;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.context.CellContext;
import dev.quickstudy.head.context.CellTransformer;
import dev.quickstudy.head.context.ColumnContext;
import dev.quickstudy.head.context.InContext;
import dev.quickstudy.head.context.Mann;
import dev.quickstudy.head.context.NeuralProcess;
import dev.quickstudy.head.convex.LinearForm;
import dev.quickstudy.head.convex.Logistic;
import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.head.convex.Svm;
import dev.quickstudy.head.fitted.ContrastiveAdapter;
import dev.quickstudy.head.fitted.CosineFineTuning;
import dev.quickstudy.head.fitted.Softmax;
import dev.quickstudy.head.metric.ClassNames;
import dev.quickstudy.head.metric.Matching;
import dev.quickstudy.head.metric.NearestCentroid;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.head.metric.RelationMaps;
import dev.quickstudy.head.transductive.AlphaTim;
import dev.quickstudy.head.transductive.LaplacianShot;
import dev.quickstudy.head.transductive.PtMap;
import dev.quickstudy.head.transductive.Tim;
import dev.quickstudy.inner.StrategyInitialisation;
import dev.quickstudy.kinds.Announcement;
import dev.quickstudy.kinds.Extension;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.CellRows;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.FrameStatistics;
import dev.quickstudy.nn.networks.Gru;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.networks.R2d2Encoder;
import dev.quickstudy.nn.networks.ResNet12;
import dev.quickstudy.nn.networks.Transformer;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.recipe.DescentSpec;
import dev.quickstudy.recipe.HeadSpec;
import dev.quickstudy.recipe.LearnerSpec;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.tensor.DType;
import java.util.Arrays;
import java.util.List;

/** The words of the engine and of pictures and curves, and their recipes. */
public final class RecipeExtension implements Extension {
  private static final List<String> ADAPT_NORMS =
      List.of(
          "alfa",
          "boil",
          "fomaml",
          "maml",
          "maml++",
          "meta-curvature",
          "meta-lstm",
          "meta-sgd",
          "proto-maml",
          "strategy",
          "t-net");

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public String artifact() {
    return "dev.quickstudy:quickstudy-recipe";
  }

  @Override
  public void announce(Announcement to) {
    sources(to);
    networks(to);
    learners(to);
    heads(to);
    constants(to);
    Reading.FOUND
        .settings()
        .forEach((key, value) -> to.laterSetting("reading", key, value.toString()));
    to.laterSetting("omniglot", "within", "all");
    to.laterSetting("training", "average", "{decay: 0, from: 0}")
        .laterSetting("evaluation", "queryMarginal", "uniform")
        .laterSetting("training", "divergence", "{skip: 20, back: 3, slower: 0.5}");
    to.recipes(Recipes.class);
  }

  private static void sources(Announcement to) {
    to.kind(SourceSpec.class, "interpolated", InterpolatedSpec.class)
        .kind(SourceSpec.class, "column-units", SourceSpec.DescribedColumns.class)
        .kind(SourceSpec.class, "families", SourceSpec.Families.class)
        .kind(SourceSpec.class, "glyphs", SourceSpec.GeneratedGlyphs.class)
        .kind(SourceSpec.class, "cifar-fs", SourceSpec.Photographs.class)
        .kind(SourceSpec.class, "known-unknowns", SourceSpec.DescribedCurves.class)
        .kind(SourceSpec.class, "mnist", MnistDigits.class)
        .kind(SourceSpec.class, "omniglot", OmniglotCharacters.class)
        .kind(SourceSpec.class, "omniglot-challenge", OmniglotChallenge.class)
        .kind(SourceSpec.class, "pictures", PictureFolderSpec.class)
        .kind(SourceSpec.class, "sinusoids", SourceSpec.SineWaves.class)
        .kind(SourceSpec.class, "trainval", TrainvalSpec.class)
        .kind(SourceSpec.class, "turned", RotatedSpec.class)
        .kind(SourceSpec.class, "varied", SourceSpec.AugmentedPictures.class)
        .kind(Omniglot.Division.class, "random", Omniglot.Random.class)
        .kind(SplitSpec.class, "fractions", SplitSpec.Fractions.class)
        .kind(SplitSpec.class, "folders", SplitSpec.Folders.class)
        .kind(SplitSpec.class, "lists", SplitSpec.Lists.class)
        .kind(SplitSpec.class, "named", SplitSpec.Named.class)
        .value(SourceSpec.class, "omniglot", new OmniglotCharacters(Omniglot.Division.VINYALS))
        .value(SourceSpec.class, "omniglot-challenge", new OmniglotChallenge())
        .value(
            SourceSpec.class,
            "omniglot-alphabets",
            new OmniglotCharacters(Omniglot.Division.LAKE, OmniglotCharacters.Within.ALPHABET))
        .value(SourceSpec.class, "mnist", MnistDigits.allForTesting())
        .value(SourceSpec.class, "cifar-fs", new SourceSpec.Photographs())
        .value(SourceSpec.class, "glyphs", new SourceSpec.GeneratedGlyphs())
        .value(
            SourceSpec.class,
            "families",
            new SourceSpec.Families(SourceSpec.FAMILIES, SourceSpec.FAMILIES, SourceSpec.FAMILIES))
        .value(SourceSpec.class, "column-units", new SourceSpec.DescribedColumns())
        .value(SourceSpec.class, "known-unknowns", new SourceSpec.DescribedCurves(false))
        .value(SourceSpec.class, "sinusoids", new SourceSpec.SineWaves());
  }

  private static void networks(Announcement to) {
    to.kind(Network.class, "conv4", Conv4.class)
        .kind(Network.class, "frame-statistics", FrameStatistics.class)
        .kind(Network.class, "gru", Gru.class)
        .kind(Network.class, "cell-rows", CellRows.class)
        .kind(Network.class, "identity", Identity.class)
        .kind(Network.class, "mlp", Mlp.class)
        .kind(Network.class, "r2d2-encoder", R2d2Encoder.class)
        .kind(Network.class, "resnet12", ResNet12.class)
        .kind(Network.class, "transformer", Transformer.class)
        .kind(Transform.class, "adam", Transforms.Adam.class)
        .kind(Transform.class, "chain", Transforms.Chain.class)
        .kind(Transform.class, "clip", Transforms.ClipByGlobalNorm.class)
        .kind(Transform.class, "sgd", Transforms.Sgd.class)
        .kind(Schedule.class, "constant", Schedule.Constant.class)
        .kind(Schedule.class, "cosine", Schedule.Cosine.class)
        .kind(Schedule.class, "exponential", Schedule.Exponential.class)
        .kind(Schedule.class, "linear", Schedule.Linear.class)
        .kind(Schedule.class, "steps", Schedule.Steps.class);
  }

  private static void learners(Announcement to) {
    to.kind(LearnerSpec.class, "alfa", DescentSpec.Alfa.class)
        .kind(LearnerSpec.class, "anil", DescentSpec.Anil.class)
        .kind(LearnerSpec.class, "boil", DescentSpec.Boil.class)
        .kind(LearnerSpec.class, "cavia", DescentSpec.Cavia.class)
        .kind(LearnerSpec.class, "cnaps", HeadSpec.Cnaps.class)
        .kind(LearnerSpec.class, "fomaml", DescentSpec.Fomaml.class)
        .kind(LearnerSpec.class, "imaml", DescentSpec.Imaml.class)
        .kind(LearnerSpec.class, "mahalanobis", HeadSpec.Mahalanobis.class)
        .kind(LearnerSpec.class, "maml", DescentSpec.Maml.class)
        .kind(LearnerSpec.class, "maml++", DescentSpec.MamlPlusPlus.class)
        .kind(LearnerSpec.class, "meta-curvature", DescentSpec.MetaCurvature.class)
        .kind(LearnerSpec.class, "meta-lstm", DescentSpec.MetaLstm.class)
        .kind(LearnerSpec.class, "meta-sgd", DescentSpec.MetaSgd.class)
        .kind(LearnerSpec.class, "proto-maml", DescentSpec.ProtoMaml.class)
        .kind(LearnerSpec.class, "reptile", DescentSpec.Reptile.class)
        .kind(LearnerSpec.class, "strategy", DescentSpec.Strategy.class)
        .kind(LearnerSpec.class, "t-net", DescentSpec.TNet.class);
    to.laterSetting("alfa", "perStep", "false").laterSetting("alfa", "decay", "0.0");
    to.laterSetting("cavia", "at", "[]");
    to.laterSetting("imaml", "damping", "0.0")
        .laterSetting("imaml", "lambdaDamping", "0.0")
        .laterSetting("imaml", "descent", "regularised");
    // Before the choice was there, scales and shifts of normalisation adapted.
    for (String word : ADAPT_NORMS) {
      to.laterSetting(word, "adaptNorms", "true");
    }
  }

  private static void heads(Announcement to) {
    to.kind(Head.class, "alpha-tim", AlphaTim.class)
        .kind(Head.class, "baseline++", CosineFineTuning.class)
        .kind(Head.class, "cell-context", CellContext.class)
        .kind(Head.class, "cell-transformer", CellTransformer.class)
        .kind(Head.class, "column-context", ColumnContext.class)
        .kind(Head.class, "contrastive", ContrastiveAdapter.class)
        .kind(Head.class, "in-context", InContext.class)
        .kind(Head.class, "laplacianshot", LaplacianShot.class)
        .kind(Head.class, "lrd2", Logistic.class)
        .kind(Head.class, "mann", Mann.class)
        .kind(Head.class, "matching", Matching.class)
        .kind(Head.class, "metaoptnet", Svm.class)
        .kind(Head.class, "names", ClassNames.class)
        .kind(Head.class, "neural-process", NeuralProcess.class)
        .kind(Head.class, "protonet", Prototypes.class)
        .kind(Head.class, "pt-map", PtMap.class)
        .kind(Head.class, "r2d2", Ridge.class)
        .kind(Head.class, "relation", RelationMaps.class)
        .kind(Head.class, "simpleshot", NearestCentroid.class)
        .kind(Head.class, "softmax", Softmax.class)
        .kind(Head.class, "tim", Tim.class);
    to.laterSetting("mann", "sharpness", "1.0");
    to.laterSetting("neural-process", "attention", "[]");
    // Before the published form was there, the plain one was all.
    for (String word : List.of("r2d2", "lrd2")) {
      to.laterSetting(word, "form", "plain")
          .laterSetting(word, "scale", "1.0")
          .laterSetting(word, "lambda", "1.0")
          .laterSetting(word, "learnLambda", "true");
    }
    to.laterSetting("metaoptnet", "form", "plain").laterSetting("metaoptnet", "scale", "1.0");
  }

  private static void constants(Announcement to) {
    to.laterSetting("strategy", "descriptor", "[]")
        .constants(Regime.class)
        .constants(
            Normalisation.class,
            Arrays.stream(Normalisation.values())
                .filter(norm -> norm != Normalisation.NONE)
                .toList())
        .constants(Features.class)
        .constants(LinearForm.class)
        .constants(Conv4.Downsampling.class)
        .constants(DescentSpec.Imaml.Towards.class)
        .constants(Omniglot.Published.class)
        .constants(OmniglotCharacters.Within.class)
        .constants(RegressionFamilies.Family.class)
        .constants(StrategyInitialisation.Reads.class)
        .constants(TextFormat.class)
        .constants(DType.class, List.of(DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16));
  }
}
