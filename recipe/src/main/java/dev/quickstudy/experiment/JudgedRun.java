package dev.quickstudy.experiment;

import dev.quickstudy.files.Hash;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.task.Metric;
import dev.quickstudy.task.QueryMarginal;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.RunFolder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * How good the model of a run is by its recipe's own evaluation, uncalibrated. It is kept in the
 * run's folder ({@code judged.txt}) and not made again as long as the program's version, the
 * recipe, the model and the data are the same.
 *
 * @param result on test tasks
 * @param secondsToAdapt as {@link Experiment#secondsToAdapt}
 * @param kept whether it was made before
 */
public record JudgedRun(EvaluationResult result, double secondsToAdapt, boolean kept) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Metric.class, new MetricWriter())
                  .addDeserializer(Metric.class, new MetricReader())
                  .addSerializer(QueryMarginal.class, new MarginalWriter())
                  .addDeserializer(QueryMarginal.class, new MarginalReader()))
          .build();

  /** What the file holds. */
  private record Kept(String key, EvaluationResult result, double secondsToAdapt) {}

  /**
   * What was kept in a run's folder, or else is made now and kept.
   *
   * @param run of the folder
   * @param timed tasks that the time is the median of; at least 1
   */
  public static JudgedRun of(
      Experiment experiment, Path folder, OpenRun run, int timed, Workers workers) {
    String key = key(experiment, run, timed);
    Optional<JudgedRun> known = read(folder, key);
    if (known.isPresent()) {
      return known.get();
    }
    JudgedRun made =
        new JudgedRun(
            experiment.evaluate(run.model(), EvaluationChoice.of(Split.TEST), workers),
            experiment.secondsToAdapt(run.model(), timed, workers),
            false);
    Metric metric = made.result.first().metric();
    if (usual().anyMatch(metric::equals)) {
      RunFolder.keepJudged(
          folder, JSON.writeValueAsString(new Kept(key, made.result, made.secondsToAdapt)));
    }
    return made;
  }

  /** All that the figures depend on. */
  private static String key(Experiment experiment, OpenRun run, int timed) {
    return Hash.sha256()
        .add(Version.current())
        .add(Recipes.yaml(experiment.recipe()))
        .add(run.file().digest())
        .add(experiment.source().fingerprint())
        .add(Integer.toString(timed))
        .hex();
  }

  private static Optional<JudgedRun> read(Path folder, String key) {
    return RunFolder.judged(folder)
        .flatMap(JudgedRun::parsed)
        .filter(kept -> kept.key.equals(key))
        .map(kept -> new JudgedRun(kept.result, kept.secondsToAdapt, true));
  }

  /** Empty for a file of another version, which is of no use and is made again. */
  private static Optional<Kept> parsed(String text) {
    try {
      return Optional.of(JSON.readValue(text, Kept.class));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** The metrics that files can name; those of extensions are not kept. */
  private static Stream<Metric> usual() {
    return Stream.of(Metric.ACCURACY, Metric.MEAN_SQUARED_ERROR);
  }

  private static final class MetricWriter extends ValueSerializer<Metric> {
    @Override
    public void serialize(Metric metric, JsonGenerator json, SerializationContext context) {
      json.writeString(metric.label());
    }
  }

  private static final class MetricReader extends ValueDeserializer<Metric> {
    @Override
    public Metric deserialize(JsonParser json, DeserializationContext context) {
      String label = json.getString();
      return usual()
          .filter(metric -> metric.label().equals(label))
          .findFirst()
          .orElseGet(() -> context.reportInputMismatch(Metric.class, "unknown metric '%s'", label));
    }
  }

  private static final class MarginalWriter extends ValueSerializer<QueryMarginal> {
    @Override
    public void serialize(
        QueryMarginal marginal, JsonGenerator json, SerializationContext context) {
      json.writeString(marginal.toString());
    }
  }

  private static final class MarginalReader extends ValueDeserializer<QueryMarginal> {
    @Override
    public QueryMarginal deserialize(JsonParser json, DeserializationContext context) {
      return QueryMarginal.parse(json.getString());
    }
  }
}
