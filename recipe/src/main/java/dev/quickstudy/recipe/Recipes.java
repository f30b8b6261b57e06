package dev.quickstudy.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.quickstudy.nn.Conv4;
import dev.quickstudy.nn.Mlp;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Schedule;
import dev.quickstudy.nn.Transform;
import dev.quickstudy.nn.Transforms;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Recipes as YAML, and the built-in ones. */
public final class Recipes {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .addMixIn(Network.class, NetworkKinds.class)
          .addMixIn(Transform.class, TransformKinds.class)
          .addMixIn(Schedule.class, ScheduleKinds.class)
          .addMixIn(SourceSpec.class, SourceKinds.class)
          .addMixIn(LearnerSpec.class, LearnerKinds.class)
          .addModule(
              new SimpleModule()
                  .addSerializer(Regime.class, new RegimeWriter())
                  .addDeserializer(Regime.class, new RegimeReader()))
          .build();

  private Recipes() {}

  /** The names of the built-in recipes, in the order in which they are best read. */
  public static List<String> names() {
    return resource("index.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * The built-in recipe of that name, or else the recipe in the file of that name.
   *
   * @throws RecipeException if there is neither, naming the nearest, or the file is no recipe
   */
  public static Recipe resolve(String nameOrFile) {
    List<String> names = names();
    if (names.contains(nameOrFile)) {
      return parse(resource(nameOrFile + ".yaml"), "recipe " + nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (Files.isRegularFile(file)) {
      try {
        return parse(Files.readString(file), nameOrFile);
      } catch (IOException e) {
        throw new RecipeException(nameOrFile + " cannot be read as text: " + e.getMessage(), e);
      }
    }
    throw new RecipeException(
        "there is no recipe and no file '" + nameOrFile + "'; " + Nearest.hint(nameOrFile, names));
  }

  /** A recipe as YAML, every key written out. */
  public static String yaml(Recipe recipe) {
    return YAML.writeValueAsString(recipe);
  }

  /**
   * A recipe from YAML.
   *
   * @param origin what messages call it, for instance the file's name
   * @throws RecipeException naming the key that is wrong
   */
  public static Recipe parse(String yaml, String origin) {
    try {
      return YAML.readValue(yaml, Recipe.class);
    } catch (JacksonException e) {
      throw RecipeErrors.explain(e, origin);
    }
  }

  /**
   * A recipe with some values replaced.
   *
   * @param assignments {@code path=value} each, with dots in the path and YAML for the value: {@code
   *     training.steps=100}, {@code evaluation.regimes=[support]}
   * @throws RecipeException if a path does not exist, naming the nearest key, or a value does not fit
   */
  public static Recipe override(Recipe recipe, List<String> assignments) {
    if (assignments.isEmpty()) {
      return recipe;
    }
    JsonNode tree = YAML.valueToTree(recipe);
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new RecipeException("'" + assignment + "' is no path=value, such as training.steps=100");
      }
      set(tree, assignment.substring(0, equals), assignment.substring(equals + 1));
    }
    try {
      return YAML.treeToValue(tree, Recipe.class);
    } catch (JacksonException e) {
      throw RecipeErrors.explain(e, String.join(", ", assignments));
    }
  }

  private static void set(JsonNode tree, String path, String value) {
    String[] keys = path.split("\\.");
    JsonNode node = tree;
    for (int i = 0; i < keys.length; i++) {
      if (!(node instanceof ObjectNode object) || !object.has(keys[i])) {
        List<String> known = node instanceof ObjectNode o ? List.copyOf(o.propertyNames()) : List.of();
        throw new RecipeException(
            "there is no key '" + path + "' in the recipe: '" + keys[i] + "' is unknown; "
                + Nearest.hint(keys[i], known));
      }
      if (i == keys.length - 1) {
        try {
          object.set(keys[i], YAML.readTree(value));
        } catch (JacksonException e) {
          throw new RecipeException("the value of " + path + " is no YAML: " + value, e);
        }
      } else {
        node = object.get(keys[i]);
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in = Recipes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the built-in recipes lack " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the built-in recipe " + name + " cannot be read", e);
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Mlp.class, name = "mlp"),
    @JsonSubTypes.Type(value = Conv4.class, name = "conv4")
  })
  private interface NetworkKinds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Transforms.Sgd.class, name = "sgd"),
    @JsonSubTypes.Type(value = Transforms.Adam.class, name = "adam"),
    @JsonSubTypes.Type(value = Transforms.ClipByGlobalNorm.class, name = "clip"),
    @JsonSubTypes.Type(value = Transforms.Chain.class, name = "chain")
  })
  private interface TransformKinds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Schedule.Constant.class, name = "constant"),
    @JsonSubTypes.Type(value = Schedule.Cosine.class, name = "cosine"),
    @JsonSubTypes.Type(value = Schedule.Steps.class, name = "steps"),
    @JsonSubTypes.Type(value = Schedule.Exponential.class, name = "exponential"),
    @JsonSubTypes.Type(value = Schedule.Linear.class, name = "linear")
  })
  private interface ScheduleKinds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = SourceSpec.OmniglotCharacters.class, name = "omniglot"),
    @JsonSubTypes.Type(value = SourceSpec.SineWaves.class, name = "sinusoids"),
    @JsonSubTypes.Type(value = SourceSpec.GeneratedGlyphs.class, name = "glyphs")
  })
  private interface SourceKinds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = LearnerSpec.Maml.class, name = "maml"),
    @JsonSubTypes.Type(value = LearnerSpec.Fomaml.class, name = "fomaml"),
    @JsonSubTypes.Type(value = LearnerSpec.Reptile.class, name = "reptile"),
    @JsonSubTypes.Type(value = LearnerSpec.Protonet.class, name = "protonet")
  })
  private interface LearnerKinds {}

  private static final class RegimeWriter extends ValueSerializer<Regime> {
    @Override
    public void serialize(Regime regime, JsonGenerator generator, SerializationContext context) {
      generator.writeString(regime.label());
    }
  }

  private static final class RegimeReader extends ValueDeserializer<Regime> {
    @Override
    public Regime deserialize(JsonParser parser, DeserializationContext context) {
      return Regime.labelled(parser.getString());
    }
  }
}
