package dev.quickstudy.recipe;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import dev.quickstudy.data.Omniglot;
import dev.quickstudy.data.RegressionFamilies;
import dev.quickstudy.data.rows.TextFormat;
import dev.quickstudy.encoders.SentenceModel;
import dev.quickstudy.head.Features;
import dev.quickstudy.inner.StrategyStart;
import dev.quickstudy.nn.Conv4;
import dev.quickstudy.nn.FrameStatistics;
import dev.quickstudy.nn.Gru;
import dev.quickstudy.nn.Identity;
import dev.quickstudy.nn.Mlp;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ResNet12;
import dev.quickstudy.nn.Schedule;
import dev.quickstudy.nn.Transform;
import dev.quickstudy.nn.Transformer;
import dev.quickstudy.nn.Transforms;
import dev.quickstudy.sound.Spectrogram;
import dev.quickstudy.tables.Baseline;
import dev.quickstudy.tables.Encode;
import dev.quickstudy.tables.FillMissing;
import dev.quickstudy.tables.Scale;
import dev.quickstudy.tables.Select;
import dev.quickstudy.tables.Step;
import dev.quickstudy.tables.UnifyWords;
import dev.quickstudy.tensor.DType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** How recipes and YAML turn into each other: text ⇄ tree ⇄ records. */
final class RecipeYaml {
  /** The kinds of each part, by the name in YAML. */
  static final Map<Class<?>, Map<String, Class<?>>> KINDS = kinds();

  private static final YAMLMapper YAML = mapper();

  private RecipeYaml() {}

  private static Map<Class<?>, Map<String, Class<?>>> kinds() {
    Map<Class<?>, Map<String, Class<?>>> kinds = new LinkedHashMap<>();
    kinds.put(
        SourceSpec.class,
        Map.ofEntries(
            Map.entry("encoded-pictures", EncodedPicturesSpec.class),
            Map.entry("interpolated", InterpolatedSpec.class),
            Map.entry("families", SourceSpec.Families.class),
            Map.entry("glyphs", SourceSpec.GeneratedGlyphs.class),
            Map.entry("cifar-fs", SourceSpec.Photographs.class),
            Map.entry("mnist", MnistDigits.class),
            Map.entry("omniglot", SourceSpec.OmniglotCharacters.class),
            Map.entry("pictures", PictureFolderSpec.class),
            Map.entry("sinusoids", SourceSpec.SineWaves.class),
            Map.entry("texts", SourceSpec.Texts.class),
            Map.entry("tables", SourceSpec.Tables.class),
            Map.entry("generated-tables", SourceSpec.MadeTables.class),
            Map.entry("turned", TurnedSpec.class),
            Map.entry("varied", SourceSpec.VariedPictures.class),
            Map.entry("sounds", Sounds.class),
            Map.entry("spec-augment", MaskedSounds.class)));
    kinds.put(
        SplitSpec.class,
        Map.of(
            "fractions", SplitSpec.Fractions.class,
            "folders", SplitSpec.Folders.class,
            "lists", SplitSpec.Lists.class,
            "named", SplitSpec.Named.class));
    kinds.put(
        Network.class,
        Map.of(
            "conv4", Conv4.class,
            "frame-statistics", FrameStatistics.class,
            "gru", Gru.class,
            "identity", Identity.class,
            "mlp", Mlp.class,
            "resnet12", ResNet12.class,
            "transformer", Transformer.class));
    kinds.put(
        LearnerSpec.class,
        Map.ofEntries(
            Map.entry("alfa", DescentSpec.Alfa.class),
            Map.entry("anil", DescentSpec.Anil.class),
            Map.entry("baseline++", PretrainedSpec.BaselinePlusPlus.class),
            Map.entry("boil", DescentSpec.Boil.class),
            Map.entry("cavia", DescentSpec.Cavia.class),
            Map.entry("classical", ClassicalSpec.class),
            Map.entry("fomaml", DescentSpec.Fomaml.class),
            Map.entry("imaml", DescentSpec.Imaml.class),
            Map.entry("laplacianshot", PretrainedSpec.LaplacianShot.class),
            Map.entry("maml", DescentSpec.Maml.class),
            Map.entry("maml++", DescentSpec.MamlPlusPlus.class),
            Map.entry("meta-curvature", DescentSpec.MetaCurvature.class),
            Map.entry("meta-lstm", DescentSpec.MetaLstm.class),
            Map.entry("meta-sgd", DescentSpec.MetaSgd.class),
            Map.entry("proto-maml", DescentSpec.ProtoMaml.class),
            Map.entry("protonet", HeadSpec.Protonet.class),
            Map.entry("matching", HeadSpec.Matching.class),
            Map.entry("relation", HeadSpec.Relation.class),
            Map.entry("r2d2", HeadSpec.R2d2.class),
            Map.entry("lrd2", HeadSpec.Lrd2.class),
            Map.entry("softmax", HeadSpec.Softmax.class),
            Map.entry("contrastive", HeadSpec.Contrastive.class),
            Map.entry("metaoptnet", HeadSpec.MetaOptNet.class),
            Map.entry("mahalanobis", HeadSpec.Mahalanobis.class),
            Map.entry("cell-context", HeadSpec.CellContext.class),
            Map.entry("column-context", HeadSpec.ColumnContext.class),
            Map.entry("cnaps", HeadSpec.Cnaps.class),
            Map.entry("neural-process", HeadSpec.NeuralProcess.class),
            Map.entry("mann", HeadSpec.Mann.class),
            Map.entry("in-context", HeadSpec.InContext.class),
            Map.entry("pt-map", PretrainedSpec.PtMap.class),
            Map.entry("reptile", DescentSpec.Reptile.class),
            Map.entry("simpleshot", PretrainedSpec.SimpleShot.class),
            Map.entry("strategy", DescentSpec.Strategy.class),
            Map.entry("t-net", DescentSpec.TNet.class),
            Map.entry("tim", PretrainedSpec.Tim.class)));
    kinds.put(
        Transform.class,
        Map.of(
            "adam", Transforms.Adam.class,
            "chain", Transforms.Chain.class,
            "clip", Transforms.ClipByGlobalNorm.class,
            "sgd", Transforms.Sgd.class));
    kinds.put(
        Step.class,
        Map.of(
            "unify-words", UnifyWords.class,
            "fill-missing", FillMissing.class,
            "encode", Encode.class,
            "scale", Scale.class,
            "select", Select.class));
    kinds.put(
        Schedule.class,
        Map.of(
            "constant", Schedule.Constant.class,
            "cosine", Schedule.Cosine.class,
            "exponential", Schedule.Exponential.class,
            "linear", Schedule.Linear.class,
            "steps", Schedule.Steps.class));
    return kinds;
  }

  private static YAMLMapper mapper() {
    SimpleModule values = new SimpleModule();
    values.addDeserializer(String.class, new TextReader());
    for (Class<Integer> type : List.of(Integer.class, int.class)) {
      values.addDeserializer(type, new IntReader());
    }
    for (Class<Long> type : List.of(Long.class, long.class)) {
      values.addDeserializer(type, new LongReader());
    }
    for (Class<Double> type : List.of(Double.class, double.class)) {
      values.addDeserializer(type, new DoubleReader());
    }
    for (Class<Boolean> type : List.of(Boolean.class, boolean.class)) {
      values.addDeserializer(type, new BooleanReader());
    }
    addWords(values, Regime.class, List.of(Regime.values()));
    addWords(
        values,
        Normalisation.class,
        Arrays.stream(Normalisation.values()).filter(norm -> norm != Normalisation.NONE).toList());
    addWords(values, Features.class, List.of(Features.values()));
    addWords(values, Conv4.Downsampling.class, List.of(Conv4.Downsampling.values()));
    addWords(values, Omniglot.Division.class, List.of(Omniglot.Division.values()));
    addWords(values, RegressionFamilies.Family.class, List.of(RegressionFamilies.Family.values()));
    addWords(values, Baseline.class, List.of(Baseline.values()));
    addWords(values, FillMissing.By.class, List.of(FillMissing.By.values()));
    addWords(values, Encode.As.class, List.of(Encode.As.values()));
    addWords(values, Scale.By.class, List.of(Scale.By.values()));
    addWords(values, Select.By.class, List.of(Select.By.values()));
    addWords(values, StrategyStart.Reads.class, List.of(StrategyStart.Reads.values()));
    addWords(values, SentenceModel.class, List.of(SentenceModel.values()));
    addWords(values, TextFormat.class, List.of(TextFormat.values()));
    addWords(values, Spectrogram.Part.class, List.of(Spectrogram.Part.values()));
    addWords(values, DType.class, List.of(DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16));
    YAMLMapper.Builder builder =
        YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .changeDefaultNullHandling(handling -> JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .addModule(values);
    KINDS.forEach(
        (part, kinds) -> {
          builder.addMixIn(part, Kind.class);
          kinds.forEach((name, type) -> builder.registerSubtypes(new NamedType(type, name)));
        });
    return builder.build();
  }

  private static <E extends Enum<E>> void addWords(
      SimpleModule module, Class<E> type, List<E> words) {
    module.addDeserializer(type, new WordReader<>(words)).addSerializer(type, new WordWriter<>());
  }

  static String write(Recipe recipe) {
    return YAML.writeValueAsString(recipe);
  }

  static JsonNode tree(Recipe recipe) {
    return YAML.valueToTree(recipe);
  }

  /** The tree of one YAML document; a missing node where there is none. */
  static JsonNode tree(String yaml) {
    return YAML.readTree(yaml);
  }

  /**
   * The recipe that a tree describes.
   *
   * @param origin what messages call it
   */
  static Recipe recipe(JsonNode tree, String origin) {
    try {
      return YAML.treeToValue(withLaterSettings(tree), Recipe.class);
    } catch (JacksonException e) {
      throw new RecipeException(origin + ": " + RecipeErrors.reason(e, tree), e);
    }
  }

  /**
   * Settings that may be left out, and those that recipes of older runs lack, with what was done
   * then: of a longer recording the middle was seen, how rows are written was found.
   */
  private static JsonNode withLaterSettings(JsonNode tree) {
    JsonNode copy = tree.deepCopy();
    for (JsonNode spectrogram : copy.findValues("spectrogram")) {
      if (spectrogram instanceof ObjectNode settings && !settings.has("part")) {
        settings.put("part", word(Spectrogram.Part.MIDDLE));
      }
    }
    for (JsonNode part : copy.findParents("kind")) {
      String kind = part.path("kind").asString("");
      if (part instanceof ObjectNode source && (kind.equals("texts") || kind.equals("tables"))) {
        if (kind.equals("tables") && !source.has("target")) {
          source.put("target", "auto");
        }
        if (!source.has("reading")) {
          source.putObject("reading");
        }
        if (source.get("reading") instanceof ObjectNode reading) {
          Reading.USUAL.forEach(
              (key, value) -> {
                if (!reading.has(key)) {
                  reading.set(key, YAML.valueToTree(value));
                }
              });
        }
      }
    }
    return copy;
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface Kind {}

  private static InvalidValue no(String wanted, JsonParser parser) {
    return new InvalidValue(
        "", "must be " + wanted + ", but is " + RecipeErrors.shown(parser.readValueAsTree()));
  }

  private static final class TextReader extends ValueDeserializer<String> {
    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
      if (!parser.currentToken().isScalarValue()) {
        throw no("a text", parser);
      }
      return parser.getString();
    }
  }

  private static long whole(JsonParser parser, long least, long most) {
    if (!parser.currentToken().isNumeric() || !parser.isExpectedNumberIntToken()) {
      throw no("a whole number", parser);
    }
    var value = parser.getBigIntegerValue();
    if (value.bitLength() > 63 || value.longValue() < least || value.longValue() > most) {
      throw no("a whole number from " + least + " to " + most, parser);
    }
    return value.longValue();
  }

  private static final class IntReader extends ValueDeserializer<Integer> {
    @Override
    public Integer deserialize(JsonParser parser, DeserializationContext context) {
      return (int) whole(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
  }

  private static final class LongReader extends ValueDeserializer<Long> {
    @Override
    public Long deserialize(JsonParser parser, DeserializationContext context) {
      return whole(parser, Long.MIN_VALUE, Long.MAX_VALUE);
    }
  }

  private static final class DoubleReader extends ValueDeserializer<Double> {
    @Override
    public Double deserialize(JsonParser parser, DeserializationContext context) {
      if (!parser.currentToken().isNumeric() || !Double.isFinite(parser.getDoubleValue())) {
        throw no("a finite number", parser);
      }
      return parser.getDoubleValue();
    }
  }

  private static final class BooleanReader extends ValueDeserializer<Boolean> {
    @Override
    public Boolean deserialize(JsonParser parser, DeserializationContext context) {
      if (!parser.currentToken().isBoolean()) {
        throw no("true or false", parser);
      }
      return parser.getBooleanValue();
    }
  }

  /** The word for a constant: {@code QUERY_BATCH} is {@code query-batch}. */
  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static final class WordWriter<E extends Enum<E>> extends ValueSerializer<E> {
    @Override
    public void serialize(E constant, JsonGenerator generator, SerializationContext context) {
      generator.writeString(word(constant));
    }
  }

  private static final class WordReader<E extends Enum<E>> extends ValueDeserializer<E> {
    private final List<E> constants;

    WordReader(List<E> constants) {
      this.constants = constants;
    }

    @Override
    public E deserialize(JsonParser parser, DeserializationContext context) {
      JsonNode value = parser.readValueAsTree();
      String text = value.isValueNode() ? value.asString() : "";
      for (E constant : constants) {
        if (word(constant).equals(text)) {
          return constant;
        }
      }
      throw new InvalidValue(
          "",
          "cannot be "
              + RecipeErrors.shown(value)
              + "; "
              + Nearest.hint(text, constants.stream().map(RecipeYaml::word).toList()));
    }
  }
}
