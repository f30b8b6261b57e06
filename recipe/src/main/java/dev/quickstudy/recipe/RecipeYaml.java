package dev.quickstudy.recipe;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import dev.quickstudy.data.characters.Omniglot;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.PretrainedHead;
import dev.quickstudy.kinds.Announcement;
import dev.quickstudy.kinds.Kinds;
import dev.quickstudy.nn.optim.Span;
import dev.quickstudy.tensor.InvalidValueException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** How recipes and YAML turn into each other: text ⇄ tree ⇄ records. */
final class RecipeYaml {
  private static final class Known {
    static final RecipeYaml ALL = new RecipeYaml(Kinds.known());
  }

  private final Kinds kinds;
  private final YAMLMapper yaml;

  /** With the words of these kinds. */
  RecipeYaml(Kinds kinds) {
    this.kinds = kinds;
    this.yaml = mapper(kinds);
  }

  /** With all words of the class path. */
  static RecipeYaml known() {
    return Known.ALL;
  }

  private static YAMLMapper mapper(Kinds kinds) {
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
    values
        .addDeserializer(Span.class, new SpanReader())
        .addSerializer(Span.class, new SpanWriter());
    kinds.constants().forEach((type, words) -> addWords(values, type, words));
    values
        .addDeserializer(Omniglot.Division.class, new DivisionReader())
        .addDeserializer(LearnerSpec.class, new LearnerReader(kinds.types(Head.class)))
        .addSerializer(HeadSpec.class, new HeadWriter())
        .addSerializer(PretrainedSpec.class, new PretrainedWriter());
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
    for (Class<?> part : kinds.parts()) {
      builder.addMixIn(part, Kind.class);
      kinds
          .types(part)
          .forEach((name, type) -> builder.registerSubtypes(new NamedType(type, name)));
    }
    return builder.build();
  }

  @SuppressWarnings("unchecked") // constants are of the type that they are listed under
  private static <E extends Enum<E>> void addWords(
      SimpleModule module, Class<?> type, List<? extends Enum<?>> words) {
    Class<E> own = (Class<E>) type;
    module
        .addDeserializer(own, new WordReader<>(words.stream().map(own::cast).toList()))
        .addSerializer(own, new WordWriter<>());
  }

  String write(Recipe recipe) {
    return yaml.writeValueAsString(recipe);
  }

  JsonNode tree(Recipe recipe) {
    return yaml.valueToTree(recipe);
  }

  /** The tree of one YAML document; a missing node where there is none. */
  JsonNode tree(String text) {
    return yaml.readTree(text);
  }

  /**
   * The recipe that a tree describes.
   *
   * @param origin what messages call it
   */
  Recipe recipe(JsonNode tree, String origin) {
    try {
      return yaml.treeToValue(withLaterSettings(tree), Recipe.class);
    } catch (JacksonException e) {
      throw new RecipeException(origin + ": " + RecipeErrors.reason(e, tree, kinds), e);
    }
  }

  /** The same with settings that may be left out, or that recipes of older runs lack. */
  private JsonNode withLaterSettings(JsonNode tree) {
    JsonNode copy = tree.deepCopy();
    for (Announcement.LaterSetting later : kinds.laterSettings()) {
      Stream.concat(
              copy.findValues(later.group()).stream(),
              copy.findParents("kind").stream()
                  .filter(part -> part.path("kind").asString("").equals(later.group())))
          .filter(ObjectNode.class::isInstance)
          .map(ObjectNode.class::cast)
          .filter(group -> !group.has(later.key()))
          .forEach(group -> group.set(later.key(), yaml.readTree(later.value())));
    }
    return copy;
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface Kind {}

  private static InvalidValueException no(String wanted, JsonParser parser) {
    return new InvalidValueException(
        "", "must be " + wanted + ", but is " + RecipeErrors.shown(parser.readValueAsTree()));
  }

  /** Learners of their own, and heads, whose settings stand where a learner's do. */
  private static final class LearnerReader extends ValueDeserializer<LearnerSpec> {
    private static final String CLASSES = "classes";

    private final Map<String, Class<?>> heads;

    LearnerReader(Map<String, Class<?>> heads) {
      this.heads = heads;
    }

    @Override
    public LearnerSpec deserialize(JsonParser parser, DeserializationContext context) {
      throw new UnsupportedOperationException("learners are read by their kind");
    }

    @Override
    public Object deserializeWithType(
        JsonParser parser, DeserializationContext context, TypeDeserializer byKind) {
      JsonNode tree = parser.readValueAsTree();
      String word = tree.path("kind").asString("");
      Class<?> head = heads.get(word);
      if (head == null) {
        JsonParser again = tree.traverse(context);
        again.nextToken();
        return byKind.deserializeTypedFromObject(again, context);
      }
      if (!PretrainedHead.class.isAssignableFrom(head)) {
        return new HeadSpec(context.readTreeAsValue(tree, Head.class));
      }
      ObjectNode settings = (ObjectNode) tree.deepCopy();
      JsonNode classes = settings.remove(CLASSES);
      try {
        if (classes == null) {
          throw MismatchedInputException.from(parser, int.class, "the key is missing");
        }
        int number = context.readTreeAsValue(classes, int.class);
        return new PretrainedSpec(
            number, (PretrainedHead) context.readTreeAsValue(settings, Head.class));
      } catch (MismatchedInputException e) {
        if (e.getPath().isEmpty()) {
          e.prependPath(LearnerSpec.class, CLASSES);
        }
        throw e;
      }
    }
  }

  private static final class HeadWriter extends ValueSerializer<HeadSpec> {
    @Override
    public void serialize(HeadSpec learner, JsonGenerator generator, SerializationContext context) {
      context.writeValue(generator, learner.head());
    }

    @Override
    public void serializeWithType(
        HeadSpec learner,
        JsonGenerator generator,
        SerializationContext context,
        TypeSerializer byKind) {
      serialize(learner, generator, context);
    }
  }

  /** The settings of the head after the number of classes. */
  private static final class PretrainedWriter extends ValueSerializer<PretrainedSpec> {
    @Override
    public void serialize(
        PretrainedSpec learner, JsonGenerator generator, SerializationContext context) {
      ObjectNode settings = context.valueToTree(learner.head());
      generator.writeStartObject();
      for (Map.Entry<String, JsonNode> setting : settings.properties()) {
        generator.writeName(setting.getKey());
        context.writeTree(generator, setting.getValue());
        if (setting.getKey().equals("kind")) {
          generator.writeNumberProperty(LearnerReader.CLASSES, learner.classes());
        }
      }
      generator.writeEndObject();
    }

    @Override
    public void serializeWithType(
        PretrainedSpec learner,
        JsonGenerator generator,
        SerializationContext context,
        TypeSerializer byKind) {
      serialize(learner, generator, context);
    }
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

  /** The word of a published division, or a random one, whose word alone is the published size. */
  private static final class DivisionReader extends ValueDeserializer<Omniglot.Division> {
    private static final String RANDOM = "random";

    @Override
    public Omniglot.Division deserialize(JsonParser parser, DeserializationContext context) {
      throw new UnsupportedOperationException("divisions are read by their kind");
    }

    @Override
    public Object deserializeWithType(
        JsonParser parser, DeserializationContext context, TypeDeserializer byKind) {
      JsonNode value = parser.readValueAsTree();
      if (value.isObject()) {
        JsonParser again = value.traverse(context);
        again.nextToken();
        return byKind.deserializeTypedFromObject(again, context);
      }
      String text = value.isValueNode() ? value.asString() : "";
      if (text.equals(RANDOM)) {
        return Omniglot.Random.published(1);
      }
      List<Omniglot.Published> published = List.of(Omniglot.Published.values());
      return published.stream()
          .filter(division -> word(division).equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  unknown(
                      value,
                      text,
                      Stream.concat(published.stream().map(RecipeYaml::word), Stream.of(RANDOM))
                          .toList()));
    }
  }

  private static InvalidValueException unknown(JsonNode value, String text, List<String> words) {
    return new InvalidValueException(
        "", "cannot be " + RecipeErrors.shown(value) + "; " + NearestNames.hint(text, words));
  }

  /** A number of steps, or a share of the budget as {@code 1/6}. */
  private static final class SpanReader extends ValueDeserializer<Span> {
    private static final Pattern SHARE = Pattern.compile("(\\d{1,9})/([1-9]\\d{0,8})");

    @Override
    public Span deserialize(JsonParser parser, DeserializationContext context) {
      if (parser.currentToken().isNumeric() && parser.isExpectedNumberIntToken()) {
        return new Span.Steps(whole(parser, Long.MIN_VALUE, Long.MAX_VALUE));
      }
      JsonNode value = parser.readValueAsTree();
      Matcher share = SHARE.matcher(value.isString() ? value.asString() : "");
      if (!share.matches() || Long.parseLong(share.group(1)) > Long.parseLong(share.group(2))) {
        throw new InvalidValueException(
            "",
            "must be a number of steps, or a share of the budget from 0/1 to 1/1 such as 1/6, but is "
                + RecipeErrors.shown(value));
      }
      return new Span.Share(Long.parseLong(share.group(1)), Long.parseLong(share.group(2)));
    }
  }

  private static final class SpanWriter extends ValueSerializer<Span> {
    @Override
    public void serialize(Span span, JsonGenerator generator, SerializationContext context) {
      if (span instanceof Span.Steps steps) {
        generator.writeNumber(steps.number());
      } else {
        generator.writeString(span.toString());
      }
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

    /** A word is a kind by itself. */
    @Override
    public void serializeWithType(
        E constant, JsonGenerator generator, SerializationContext context, TypeSerializer byKind) {
      serialize(constant, generator, context);
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
      throw unknown(value, text, constants.stream().map(RecipeYaml::word).toList());
    }
  }
}
