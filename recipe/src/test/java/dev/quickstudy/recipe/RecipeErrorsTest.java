package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quickstudy.kinds.Kinds;
import dev.quickstudy.nn.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wrong value is refused in one line of plain words. */
class RecipeErrorsTest {
  private static final String GLYPHS = Recipes.yaml(Recipes.resolve("glyphs-5way-1shot"));
  private static final String MAML = Recipes.yaml(Recipes.resolve("omniglot-5way-1shot-maml"));
  private static final String REPTILE =
      Recipes.yaml(Recipes.resolve("omniglot-5way-1shot-reptile"));
  private static final String SINE = Recipes.yaml(Recipes.resolve("sinusoid-maml"));

  private static String plain(RecipeException error) {
    assertThat(error).as("nothing was refused").isNotNull();
    assertThat(error.getMessage())
        .hasLineCount(1)
        .doesNotContainIgnoringCase("jackson")
        .doesNotContain("JsonToken", "java.", "dev.quickstudy", "Object value", "deserialize", "`");
    return String.valueOf(error.getMessage());
  }

  private static String refused(String yaml) {
    return plain(catchThrowableOfType(RecipeException.class, () -> Recipes.parse(yaml, "my.yaml")));
  }

  private static String refusedSetting(String yaml, String... assignments) {
    Recipe recipe = Recipes.parse(yaml, "my.yaml");
    return plain(
        catchThrowableOfType(
            RecipeException.class, () -> Recipes.override(recipe, List.of(assignments))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "training.steps=abc|'training.steps' must be a whole number, but is 'abc'",
        "training.steps=1.5|'training.steps' must be a whole number, but is 1.5",
        "training.steps=1e3|'training.steps' must be a whole number, but is 1000.0",
        "training.steps=true|'training.steps' must be a whole number, but is true",
        "training.steps=[100]|'training.steps' must be a whole number, but is a list",
        "training.steps={a: 1}|'training.steps' must be a whole number, but is a group of keys",
        "training.steps=null|'training.steps' has no value",
        "training.tasks=1000000000000|'training.tasks' must be a whole number from -2147483648 to 2147483647, but is"
            + " 1000000000000",
        "training.steps=1000000000000000000000|'training.steps' must be a whole number from -9223372036854775808 to"
            + " 9223372036854775807, but is 1000000000000000000000",
        "training.minutes=.nan|'training.minutes' must be a finite number, but is NaN",
        "training.minutes=.inf|'training.minutes' must be a finite number, but is Infinity",
        "training.minutes=1e999|'training.minutes' must be a finite number, but is Infinity",
        "training.minutes=soon|'training.minutes' must be a finite number, but is 'soon'",
        "training.minutes=[1]|'training.minutes' must be a finite number, but is a list",
        "name=[a]|'name' must be a text, but is a list",
        "name={a: b}|'name' must be a text, but is a group of keys",
        "name=null|'name' has no value",
        "training.shots=[1, x]|'training.shots[1]' must be a whole number, but is 'x'",
        "training.shots=[1, null]|'training.shots[1]' has no value",
        "training.shots=one|'training.shots' must be a whole number, but is 'one'",
        "training.shots={}|'training.shots' must be a whole number, but is a group of keys",
        "training.regime=7|'training.regime' cannot be 7; known are: none, running, support, one-by-one, query-batch,"
            + " joint, query-set",
        "training.regime=query_batch|'training.regime' cannot be 'query_batch'; did you mean 'query-batch'? known are:"
            + " none, running, support, one-by-one, query-batch, joint, query-set",
        "training.regime=[joint]|'training.regime' cannot be a list; known are: none, running, support, one-by-one,"
            + " query-batch, joint, query-set",
        "training.precision=float16|'training.precision' cannot be 'float16'; did you mean 'bfloat16'? known are:"
            + " float32, float64, bfloat16",
        "training.precision=int64|'training.precision' cannot be 'int64'; known are: float32, float64, bfloat16",
        "network.downsampling=0|'network.downsampling' cannot be 0; known are: pool, stride, stride-flat, maps",
        "network.norm=none|'network.norm' cannot be 'none'; known are: batch, running, group, instance, layer,"
            + " task, per-step",
        "training=3|'training' must be a group of keys, but is 3",
        "training.validation=[]|'training.validation' must be a group of keys, but is a list",
        "network=conv4|'network' must be a group of keys, but is 'conv4'",
        "training.optimizer.rate=0.1|'training.optimizer.rate' must be a group of keys, but is 0.1",
        "network.kind=conv5|'network.kind' cannot be 'conv5'; did you mean 'conv4'? known are: {networks}",
        "network.kind=null|'network.kind' cannot be nothing; known are: {networks}",
        "network.kind=[mlp]|'network.kind' cannot be a list; known are: {networks}",
        "learner.kind=prototypes|'learner.kind' cannot be 'prototypes'; known are: {learners}",
        "network={width: 3}|the key 'network.kind' is missing; known are: {networks}",
        "network={kind: resnet12, pooled: 1}|'network.pooled' must be true or false, but is 1",
        "network={kind: mlp, input: [1]}|the key 'network.hidden' is missing",
        "training.optimizer.rate={kind: constant, valu: 1}|unknown key 'training.optimizer.rate.valu'; did you mean"
            + " 'value'? known are: value",
      })
  void aValueOfTheWrongTypeIsNamedWithItsPath(String assignment, String expected) {
    assertThat(refusedSetting(GLYPHS, assignment))
        .isEqualTo(
            assignment
                + ": "
                + expected
                    .replace("{networks}", kinds(Network.class))
                    .replace("{learners}", kinds(LearnerSpec.class)));
  }

  /** The kinds of a part as messages list them. */
  private static String kinds(Class<?> part) {
    return String.join(", ", RecipeErrors.words(part, Kinds.known()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "training.steps=-1|'training.steps' must be at least 0, but is -1",
        "training.tasks=0|'training.tasks' must be at least 1, but is 0",
        "training.tasks=2000000000|'training.tasks' must be at most 1000000, but is 2000000000",
        "training.ways=0|'training.ways' must be at least 1, but is 0",
        "training.ways=1000000001|'training.ways' must be at most 1000000, but is 1000000001",
        "training.ways=400000|'training.ways' times shots and queries makes 2400000 examples a task; at most 1000000"
            + " fit",
        "training.shots=0|'training.shots' must be at least 1, but is 0",
        "training.shots=[]|'training.shots' must be one number, or two for uneven shots: [fewest, most]; but has 0",
        "training.shots=[1, 2, 3]|'training.shots' must be one number, or two for uneven shots: [fewest, most]; but has"
            + " 3",
        "training.shots=[5, 1]|'training.shots' must be [fewest, most] in this order, but is [5, 1]",
        "training.queries=-1|'training.queries' must be at least 0, but is -1",
        "training.queries=0|'training.queries' must be at least 1 for this learner, which learns from its errors on"
            + " queries",
        "training.minutes=-0.5|'training.minutes' must be finite and not negative, but is -0.5",
        "training.checkpointEvery=0|'training.checkpointEvery' must be at least 1, but is 0",
        "training.logEvery=0|'training.logEvery' must be at least 1, but is 0",
        "training.validation.every=-1|'training.validation.every' must be at least 0, but is -1",
        "training.validation.episodes=1|'training.validation.episodes' must be at least 2, but is 1",
        "training.validation.patience=-1|'training.validation.patience' must be at least 0, but is -1",
        "training.optimizer.rate.start=0|'training.optimizer.rate.start' must be positive and finite, but is 0.0",
        "training.optimizer.rate.factor=-1|'training.optimizer.rate.factor' must be positive and finite, but is -1.0",
        "training.optimizer.rate.every=0|'training.optimizer.rate': a step schedule must change after at least 1 step,"
            + " not 0",
        "training.optimizer.rate.every=1/0|'training.optimizer.rate.every' must be a number of steps, or a share of the"
            + " budget from 0/1 to 1/1 such as 1/6, but is '1/0'",
        "training.optimizer.rate.every=0.5|'training.optimizer.rate.every' must be a number of steps, or a share of the"
            + " budget from 0/1 to 1/1 such as 1/6, but is 0.5",
        "training.average={decay: 1, from: 0}|'training.average.decay' must be in 0 … <1 (0 for no average), but is"
            + " 1.0",
        "training.average={decay: 0.9, from: 1/1}|'training.average.from' is 1/1, but training ends after 450 steps;"
            + " let the average begin before the last one",
        "training.average={decay: 0.9, from: 2000}|'training.average.from' is 2000, but training ends after 450"
            + " steps; let the average begin before the last one",
        "training.optimizer.rate={kind: constant, value: 0}|'training.optimizer.rate.value' must be positive and"
            + " finite, but is 0.0",
        "training.optimizer.rate={kind: exponential, start: -1, factor: 0.9}|'training.optimizer.rate.start' must be"
            + " positive and finite, but is -1.0",
        "training.optimizer.rate={kind: linear, start: 0, end: 0, steps: 5}|'training.optimizer.rate' must not be 0"
            + " throughout",
        "training.optimizer.rate={kind: cosine, start: 1, end: -1, steps: 5}|'training.optimizer.rate.end' must be"
            + " finite and not negative, but is -1.0",
        "training.optimizer.beta1=1|'training.optimizer': beta1 must be in 0 … <1, but is 1.0",
        "training.optimizer.epsilon=0|'training.optimizer': epsilon must be positive, but is 0.0",
        "training.optimizer={kind: chain, parts: []}|'training.optimizer': a chain needs at least one transform",
        "training.optimizer={kind: chain, parts: [{kind: clip, most: 1}]}|'training.optimizer' needs a part with a rate"
            + " (sgd or adam)",
        "training.optimizer={kind: chain, parts: [{kind: clip, most: -1}]}|'training.optimizer.parts[0]': the greatest"
            + " norm must be positive, but is -1.0",
        "training.optimizer={kind: chain, parts: [{kind: clip, most: 1}, {kind: sgd, rate: {kind: constant, value: -1},"
            + " momentum: 0, weightDecay: 0}]}|'training.optimizer.parts[1].rate.value' must be positive and finite,"
            + " but is -1.0",
        "network.width=0|'network.width' must be at least 1, but is 0",
        "network.width=100000|'network' has 270002 million weights; at most 100 million are allowed",
        "network={kind: gru, length: 28, features: 28, hidden: 10000, classes: 5}|'network' has 301 million weights; at"
            + " most 100 million are allowed",
        "network={kind: transformer, length: 28, features: 28, width: 10000, heads: 1, layers: 1, classes: 5}|'network'"
            + " has 1201 million weights; at most 100 million are allowed",
        "network={kind: resnet12, size: 28, channels: 1, widths: [10000], pooled: true, dropBlock: 0.1, blockSize: 2,"
            + " norm: group, classes: 0}|'network' has 1800 million weights; at most 100 million are allowed",
        "network.blocks=40|'network': a picture of 28 pixels cannot be halved 40 times; use fewer blocks",
        "network.blocks=5|'network': a picture of 28 pixels cannot be halved 5 times; use fewer blocks",
        "network.blocks=0|'network.blocks' must be at least 1, but is 0",
        "network={kind: mlp, input: [28, 28], hidden: [1000000], outputs: 5}|'network' has 790 million weights; at most"
            + " 100 million are allowed",
        "network={kind: mlp, input: [1000000000, 1000000000], hidden: [], outputs: 5}|'network' has 5000000000000"
            + " million weights; at most 100 million are allowed",
        "network={kind: mlp, input: [28], hidden: [4, -4], outputs: 5}|'network.hidden' must be at least 1, but"
            + " is -4",
        "evaluation.ways=0|'evaluation.ways' must be at least 1, but is 0",
        "evaluation.shots=-3|'evaluation.shots' must be at least 1, but is -3",
        "evaluation.queries=0|'evaluation.queries' must be at least 1, but is 0",
        "evaluation.episodes=1|'evaluation.episodes' must be at least 2, but is 1",
        "evaluation.innerSteps=[1, -1]|'evaluation.innerSteps' must be at least 0, but is -1",
        "evaluation.regimes=[]|'evaluation.regimes' must name at most one inductive and at most one transductive"
            + " regime, and one at least",
        "evaluation.regimes=[joint, query-batch]|'evaluation.regimes' must name at most one inductive and at most one"
            + " transductive regime, and one at least",
        "evaluation.regimes=[running, running]|'evaluation.regimes' must name at most one inductive and at most one"
            + " transductive regime, and one at least",
        "name=../up|'name' must be letters, digits and . _ + - only, but is '../up'",
        "name=''|'name' must be letters, digits and . _ + - only, but is ''",
      })
  void aNumberOutOfRangeIsNamedWithItsPath(String assignment, String expected) {
    assertThat(refusedSetting(GLYPHS, assignment)).isEqualTo(assignment + ": " + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "learner.rate=0|'learner.rate' must be positive and finite, but is 0.0",
        "learner.rate=-0.4|'learner.rate' must be positive and finite, but is -0.4",
        "learner.steps=0|'learner.steps' must be at least 1, but is 0",
        "learner.testSteps=-1|'learner.testSteps' must be at least 0, but is -1",
        "learner.steps=1000000000|'learner.steps' must be at most 1000000, but is 1000000000",
        "network.classes=-1|'network.classes' must be at least 0, but is -1",
      })
  void aLearnersNumbersAreCheckedToo(String assignment, String expected) {
    assertThat(refusedSetting(MAML, assignment)).isEqualTo(assignment + ": " + expected);
  }

  @Test
  void aRateThatTheInnerLoopCannotHaveIsNamedWithItsPath() {
    assertThat(refusedSetting(REPTILE, "learner.inner.rate.value=-1"))
        .isEqualTo(
            "learner.inner.rate.value=-1: 'learner.inner.rate.value' must be positive and finite, but is -1.0");
    assertThat(refusedSetting(REPTILE, "learner.batch=-1"))
        .contains("'learner.batch' must be at least 0, but is -1");
    assertThat(refusedSetting(REPTILE, "learner.steps=0"))
        .contains("'learner.steps' must be at least 1, but is 0");
  }

  @Test
  void severalSettingsAreAllNamedBeforeTheReason() {
    assertThat(refusedSetting(SINE, "training.seed=3", "training.steps=x"))
        .isEqualTo(
            "training.seed=3, training.steps=x: 'training.steps' must be a whole number, but is 'x'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "training.stps=3|there is no key 'training.stps' in the recipe: 'stps' is unknown; did you mean 'steps'? known"
            + " are: ways, shots, queries, tasks, regime, optimizer, average, precision, seed, steps, minutes, validation,"
            + " checkpointEvery, logEvery",
        "trainin.steps=3|there is no key 'trainin.steps' in the recipe: 'trainin' is unknown; did you mean 'training'?"
            + " known are: name, about, source, network, learner, training, evaluation",
        "training.steps.more=3|there is no key 'training.steps.more' in the recipe: 'training.steps' is a value, not a"
            + " group of keys",
        "training.=3|there is no key 'training.' in the recipe: '' is unknown; known are: ways, shots, queries, tasks,"
            + " regime, optimizer, average, precision, seed, steps, minutes, validation, checkpointEvery, logEvery",
        "=3|'=3' is no path=value, such as training.steps=100",
        "training.steps|'training.steps' is no path=value, such as training.steps=100",
        "training.steps=|'training.steps=' lacks its value",
        "training.shots=[1|the value of 'training.shots' is no YAML: line 1: expected ',' or ']', but got <stream end>",
      })
  void aSettingThatIsNoneIsRefused(String assignment, String expected) {
    assertThat(refusedSetting(SINE, assignment)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "about",
        "source",
        "network",
        "learner",
        "training",
        "evaluation",
        "source.kind",
        "network.kind",
        "network.width",
        "training.regime",
        "training.optimizer",
        "training.optimizer.rate",
        "training.optimizer.rate.factor",
        "training.validation.patience",
        "training.steps",
        "evaluation.seed"
      })
  void aMissingKeyIsNamedWithItsPath(String key) {
    assertThat(refused(Yaml.without(GLYPHS, key)))
        .startsWith("my.yaml: the key '" + key + "' is missing");
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearest() {
    assertThat(refused(GLYPHS + "evaluaton: 3\n"))
        .isEqualTo(
            "my.yaml: unknown key 'evaluaton'; did you mean 'evaluation'? known are: about, evaluation, learner, name,"
                + " network, source, training");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: 1\\na: 2\\n|my.yaml: line 2: the key 'a' is there twice",
        "a: [1\\n|my.yaml: line 1: expected ',' or ']', but got <stream end>",
        "a: 1\\n b: 2\\n|my.yaml: line 2: mapping values are not allowed here",
        "a: 'x\\n|my.yaml: line 1: found unexpected end of stream",
        "a: \\0\\n|my.yaml: line 1: special characters are not allowed",
        "? [a]\\n: 3|my.yaml: line 1: a key must be a single word",
        "a: 1\\n---\\nb: 2\\n|my.yaml: it goes on after its end (a line '---' starts another document); a recipe is one"
            + " document",
        "''|my.yaml: a recipe must be a group of keys, but is ''",
        "just words|my.yaml: a recipe must be a group of keys, but is 'just words'",
        "- 1|my.yaml: a recipe must be a group of keys, but is a list",
        "null|my.yaml is empty; a recipe is needed",
        "# nothing|my.yaml is empty; a recipe is needed",
      })
  void aTextThatIsNoYamlOrNoRecipeIsRefused(String text, String expected) {
    assertThat(refused(text.replace("\\n", "\n").replace("\\0", "\0"))).isEqualTo(expected);
  }

  @Test
  void anEmptyTextIsRefused() {
    assertThat(refused("")).isEqualTo("my.yaml is empty; a recipe is needed");
  }

  @Test
  void aTextOfBracketsIsRefused() {
    assertThat(refused("a: " + "[".repeat(5000)))
        .isEqualTo("my.yaml: it is nested too deeply for a recipe, or a value of it is too long");
  }

  @Test
  void aLongValueIsCutShort() {
    assertThat(refusedSetting(SINE, "training.steps=" + "x".repeat(1000)))
        .endsWith("'training.steps' must be a whole number, but is '" + "x".repeat(40) + "…'");
  }
}
