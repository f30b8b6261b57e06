package dev.quickstudy.predict;

import dev.quickstudy.judge.Calibration;
import dev.quickstudy.judge.HeldOut;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far the answers of a learned task can be believed. The temperature that its logits are
 * divided by is what validation tasks of its size taught, corrected by the task's own examples:
 * each was answered by the learner without having been learned from ({@link HeldOut}).
 */
public final class Confidence {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** How far a task's temperature is from its size's: deviation of the logarithm, as measured. */
  private static final double SPREAD = 0.3;

  /** The same where one temperature was learned for tasks of all sizes. */
  private static final double SPREAD_OF_ANY_SIZE = 1;

  /** The same where nothing was learned. */
  private static final double SPREAD_OF_NOTHING = 3;

  /** What a temperature comes from. */
  public enum Source {
    /** Nothing is known: the learner's own probabilities. */
    NONE("nothing"),
    /** Validation tasks of the learner's training. */
    VALIDATION("validation tasks"),
    /** The task's own examples, held out. */
    EXAMPLES("held-out examples"),
    /** Both. */
    BOTH("validation tasks and held-out examples");

    private final String words;

    Source(String words) {
      this.words = words;
    }

    /** In words, for people and files. */
    public String words() {
      return words;
    }
  }

  private final double temperature;
  private final Source source;
  private final int heldOut;
  private final int right;
  private final Optional<Familiarity> familiarity;

  private Confidence(
      double temperature,
      Source source,
      int heldOut,
      int right,
      Optional<Familiarity> familiarity) {
    this.temperature = temperature;
    this.source = source;
    this.heldOut = heldOut;
    this.right = right;
    this.familiarity = familiarity;
  }

  /** Of a task that was saved by an earlier version: by one temperature for all sizes. */
  static Confidence earlier(Optional<Calibration> calibration) {
    return new Confidence(
        calibration.map(Calibration::temperature).orElse(1.0),
        calibration.isPresent() ? Source.VALIDATION : Source.NONE,
        0,
        0,
        Optional.empty());
  }

  /**
   * Of a task that was just learned.
   *
   * @param calibration of its learner under its regime
   * @param heldOut answers for its examples; empty where none can be held out
   * @param shots examples a class, on average
   */
  static Confidence of(
      Optional<Calibration> calibration, Optional<HeldOut> heldOut, int ways, double shots) {
    double known = calibration.map(any -> any.temperature(ways, shots)).orElse(1.0);
    if (heldOut.isEmpty()) {
      return new Confidence(
          known, calibration.isPresent() ? Source.VALIDATION : Source.NONE, 0, 0, Optional.empty());
    }
    HeldOut answers = heldOut.get();
    double spread =
        calibration
            .map(any -> any.growth().isPresent() ? SPREAD : SPREAD_OF_ANY_SIZE)
            .orElse(SPREAD_OF_NOTHING);
    // Held-out answers come from fewer shots, where another temperature is to be expected.
    double expected = calibration.map(any -> any.temperature(ways, answers.shots())).orElse(1.0);
    double ofFewer = answers.temperature(expected, spread);
    double[] doubts = new double[answers.count()];
    Arrays.setAll(doubts, i -> doubt(answers.logits(i), ofFewer));
    double[] distances =
        IntStream.range(0, answers.count()).mapToDouble(answers::distance).toArray();
    return new Confidence(
        ofFewer * known / expected,
        calibration.isPresent() ? Source.BOTH : Source.EXAMPLES,
        answers.count(),
        answers.right(),
        Optional.of(Familiarity.of(doubts, distances)));
  }

  private static double doubt(double[] logits, double temperature) {
    double greatest = Arrays.stream(logits).max().orElse(0);
    double[] scaled =
        Arrays.stream(logits).map(logit -> (logit - greatest) / temperature).toArray();
    double total = Math.log(Arrays.stream(scaled).map(Math::exp).sum());
    return Familiarity.doubt(Arrays.stream(scaled).map(logit -> logit - total).toArray());
  }

  /** What logits are divided by, above 0; 1 changes nothing. */
  public double temperature() {
    return temperature;
  }

  /** What the temperature comes from. */
  public Source source() {
    return source;
  }

  /**
   * How many of the examples were answered without having been learned from; 0 where each class has
   * one example, or the task was saved by an earlier version.
   */
  public int heldOut() {
    return heldOut;
  }

  /**
   * The share of right answers among them, 0 … 1: what is to be expected of new inputs like the
   * examples, or a little less. Empty where there are none.
   */
  public OptionalDouble heldOutAccuracy() {
    return heldOut == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) right / heldOut);
  }

  /** How familiar inputs look; empty where no example was held out. */
  Optional<Familiarity> familiarity() {
    return familiarity;
  }

  /** As JSON text, for a saved task. */
  String text() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("temperature", temperature);
    fields.put("source", source.words);
    fields.put("heldOut", heldOut);
    fields.put("right", right);
    familiarity.ifPresent(
        known -> {
          fields.put("doubt", pair(known.doubt()));
          fields.put("distance", pair(known.distance()));
          fields.put("scores", known.scores());
          fields.put("scoresWithoutDistance", known.withoutDistance());
        });
    return JSON.writeValueAsString(fields);
  }

  private static double[] pair(Familiarity.Spread spread) {
    return new double[] {spread.mean(), spread.deviation()};
  }

  /** What {@link #text} wrote; empty if the text is nothing of the kind. */
  static Optional<Confidence> parse(String text) {
    try {
      JsonNode fields = JSON.readTree(text);
      double temperature = fields.path("temperature").asDouble(0);
      int heldOut = fields.path("heldOut").asInt(-1);
      int right = fields.path("right").asInt(-1);
      if (!(temperature > 0 && Double.isFinite(temperature) && right >= 0 && heldOut >= right)) {
        return Optional.empty();
      }
      Optional<Familiarity> familiarity =
          fields.has("scores") ? Optional.of(familiarity(fields)) : Optional.empty();
      return Arrays.stream(Source.values())
          .filter(source -> source.words.equals(fields.path("source").asString("")))
          .findFirst()
          .map(source -> new Confidence(temperature, source, heldOut, right, familiarity));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Familiarity familiarity(JsonNode fields) {
    return new Familiarity(
        spread(fields.path("doubt")),
        spread(fields.path("distance")),
        numbers(fields.path("scores")),
        numbers(fields.path("scoresWithoutDistance")));
  }

  private static Familiarity.Spread spread(JsonNode pair) {
    return new Familiarity.Spread(pair.path(0).asDouble(0), pair.path(1).asDouble(0));
  }

  private static double[] numbers(JsonNode list) {
    double[] all = new double[list.size()];
    Arrays.setAll(all, i -> list.path(i).asDouble(0));
    return all;
  }
}
