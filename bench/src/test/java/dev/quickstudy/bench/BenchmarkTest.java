package dev.quickstudy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.bench.Stopwatch.Pace;
import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchmarkTest {
  /** Two steps to warm up, two rounds of one step, small products. */
  static final Pace SHORT = new Pace(0, 0, 2, 16);

  private static LazyTasks few() {
    return new LazyTasks(() -> new Glyphs(2, 1, 1, 12, 20, false, 0).tasks());
  }

  static Results run(Optional<Peers> peers, List<String> said, Workload... workloads) {
    try (Workers workers = new Workers(2)) {
      return new Benchmark(SHORT, few(), peers, workers, said::add).run(List.of(workloads));
    }
  }

  @Test
  void everyWorkloadsRowHasWhatProgramsRead() {
    List<String> said = new ArrayList<>();
    Results results =
        run(
            Optional.empty(),
            said,
            Workload.SAMPLING,
            Workload.SINUSOID_MAML_5,
            Workload.ADAPT,
            Workload.SINUSOID_MAML,
            Workload.SINUSOID_MAML);

    assertThat(said).hasSize(4).allMatch(line -> line.startsWith("timing "));
    JsonNode json = new JsonMapper().valueToTree(results.json());
    assertThat(json.path("threads").asInt()).isEqualTo(2);
    assertThat(json.path("gigaflops").asDouble()).isPositive();
    assertThat(json.path("workloads").valueStream().map(row -> row.path("name").asString()))
        .containsExactly("adapt", "sinusoid-maml", "sinusoid-maml-5", "sampling");
    for (JsonNode row : json.path("workloads")) {
      for (String number : List.of("ms", "overLimit", "p10Ms", "p90Ms", "coldMs", "limitMs")) {
        assertThat(row.path(number).asDouble()).as(number).isPositive();
      }
      assertThat(row.path("overLimit").asDouble())
          .isCloseTo(row.path("ms").asDouble() / row.path("limitMs").asDouble(), within(1e-9));
      assertThat(row.path("steps").asInt()).isEqualTo(2);
      assertThat(row.path("formula").asString()).isNotEmpty();
      assertThat(row.path("peers").isObject()).isTrue();
      assertThat(row.path("peers").isEmpty()).isTrue();
    }
    assertThat(Recorded.of(results).workloads()).hasSize(4);
  }

  @Test
  void everyWorkloadFitsItsTasks() {
    try (Workers workers = new Workers(1)) {
      for (Workload workload :
          List.of(Workload.PROTONET, Workload.OMNIGLOT_MAML, Workload.OMNIGLOT_MAML_5)) {
        Ours.training(workload.step(), few(), workers).close();
      }
    }
  }

  @Test
  void anUnknownWorkloadIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> Workload.named("omniglot-mmal"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean 'omniglot-maml'?");
    assertThat(Workload.labels()).allMatch(label -> Workload.named(label).label().equals(label));
  }

  @Test
  void quantilesLieBetweenTheNearestValues() {
    assertThat(Stopwatch.quantile(List.of(3.0, 1.0, 2.0), 0.5)).isEqualTo(2);
    assertThat(Stopwatch.quantile(List.of(1.0, 2.0), 0.75)).isEqualTo(1.75);
    assertThat(Stopwatch.quantile(List.of(4.0), 0.99)).isEqualTo(4);
  }
}
