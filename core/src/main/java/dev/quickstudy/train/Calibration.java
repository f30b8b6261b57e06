package dev.quickstudy.train;

import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Regime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What makes a learner's probabilities mean what they say: one temperature that its logits are
 * divided by, learned on meta-validation tasks (Guo, Pleiss, Sun, Weinberger 2017, §4.2). It
 * changes no answer.
 *
 * @param step after which the model was that it belongs to
 * @param temperature above 0
 * @param before the expected calibration error without it, 0 … 1, on tasks that it was not learned
 *     on
 * @param after with it, on the same tasks
 * @param tasks how many it was learned on; as many, or one more, were judged
 * @param ways classes of such a task
 * @param regime under which it was learned
 */
public record Calibration(
    long step,
    double temperature,
    double before,
    double after,
    int tasks,
    int ways,
    Regime regime) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Logits kept at once. */
  private static final long MOST_LOGITS = 4_000_000;

  /**
   * Learns the temperature on the first half of the episodes, and judges it on the second.
   *
   * @param evaluation of classes; of many queries, only its first episodes are used
   * @param step after which the model is
   * @throws dev.quickstudy.tensor.UsageException if the learner cannot learn such tasks or not
   *     under the regime
   */
  public static Calibration learn(
      Evaluation evaluation,
      Learner learner,
      Model model,
      long step,
      Regime regime,
      Workers workers) {
    long perTask = (long) evaluation.shape().ways() * evaluation.shape().ways();
    int tasks =
        (int)
            Math.max(
                2,
                Math.min(
                    evaluation.episodes(), MOST_LOGITS / (perTask * evaluation.shape().queries())));
    Evaluation some = evaluation.withEpisodes(tasks);
    Answers all =
        Answers.joined(
            some.pass(
                learner,
                model,
                regime,
                workers,
                (batch, first, predictions) ->
                    Answers.of(predictions.value(), batch.query().y().toLongs())));
    int half = tasks / 2 * evaluation.shape().ways() * evaluation.shape().queries();
    double temperature = all.temperature(half);
    return new Calibration(
        step,
        temperature,
        all.error(half, 1),
        all.error(half, temperature),
        tasks / 2,
        evaluation.shape().ways(),
        regime);
  }

  /** As JSON text. */
  public String text() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("step", step);
    fields.put("temperature", temperature);
    fields.put("errorBefore", before);
    fields.put("errorAfter", after);
    fields.put("tasks", tasks);
    fields.put("ways", ways);
    fields.put("regime", regime.label());
    return JSON.writeValueAsString(fields);
  }

  /**
   * What {@link #text} wrote; empty if the text is nothing of the kind, as after a disk was full.
   */
  public static Optional<Calibration> of(String text) {
    try {
      JsonNode fields = JSON.readTree(text);
      double temperature = fields.path("temperature").asDouble(0);
      return Arrays.stream(Regime.values())
          .filter(regime -> regime.label().equals(fields.path("regime").asString("")))
          .filter(regime -> temperature > 0)
          .findFirst()
          .map(
              regime ->
                  new Calibration(
                      fields.path("step").asLong(),
                      temperature,
                      fields.path("errorBefore").asDouble(),
                      fields.path("errorAfter").asDouble(),
                      fields.path("tasks").asInt(),
                      fields.path("ways").asInt(),
                      regime));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
