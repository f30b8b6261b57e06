package dev.quickstudy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Peers played by a shell script that speaks their protocol. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class PeersTest {
  @TempDir private Path folder;

  /** Answers by the name of the contender, which is its second argument. */
  private static final String SCRIPT =
      """
      #!/bin/sh
      name=$2
      [ "$name" = jax-meta-learning ] && { echo 'ImportError: no such module' >&2; exit 1; }
      difference=1e-9
      [ "$name" = torch-func ] && difference=7e-3
      while read -r question; do
        case $question in
          *'"describe"'*) echo '{"workloads":["sinusoid-maml"]}' ;;
          *small*) cp "$(echo "$question" | sed 's/.*"file":"\\([^"]*\\)".*/\\1/')" "$(dirname "$0")/../.."
            echo "{\\"relative\\":$difference,\\"worst\\":\\"x\\",\\"loss\\":1}" ;;
          *'"load"'*) echo '{"relative":2e-6,"worst":"x","loss":1}' ;;
          *'"step"'*) [ "$name" = jax ] && [ -n "$MALLOC_ARENA_MAX" ] && { echo '{"error":"out of luck"}'; continue; }
            echo '{"ms":500.0,"cpuMs":900.0}' ;;
          *) echo '{"peakMiB":100.5}' ;;
        esac
      done
      """;

  @BeforeEach
  void setUp() throws IOException {
    Path python = folder.resolve(".venv/bin/python");
    Files.createDirectories(python.getParent());
    Files.writeString(python, SCRIPT);
    assertThat(python.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("peer.py"), "");
  }

  @Test
  void peersAreTimedInTurnOrSayWhyNot() {
    List<String> said = new ArrayList<>();
    List<PeerResult> peers =
        BenchmarkTest.run(Optional.of(new Peers(folder, Peers.ALL)), said, Workload.SINUSOID_MAML)
            .rows()
            .get(0)
            .peers();

    assertThat(peers.stream().map(PeerResult::label))
        .containsExactly(
            "learn2learn",
            "learn2learn+allocator",
            "torch-func",
            "torch-func+allocator",
            "jax",
            "jax+allocator",
            "jax-meta-learning",
            "jax-meta-learning+allocator");
    for (PeerResult timed : List.of(peers.get(0), peers.get(1), peers.get(4))) {
      assertThat(timed.problem()).isEmpty();
      assertThat(timed.ms()).hasValue(500);
      assertThat(timed.cpuMs()).hasValue(900);
      assertThat(timed.ratio().orElseThrow()).isPositive();
      assertThat(timed.float64()).hasValue(1e-9);
      assertThat(timed.float32()).hasValue(2e-6);
      assertThat(timed.processMiB()).hasValue(100.5);
      assertThat(timed.peakMiB()).hasValue(0);
    }
    assertThat(peers.get(2).ratio()).isEmpty();
    assertThat(peers.get(2).problem().orElseThrow()).contains("differs from ours by 7.0e-03");
    assertThat(peers.get(5).problem()).contains("out of luck");
    assertThat(peers.get(6).problem().orElseThrow())
        .contains("process ended", "ImportError: no such module");
    assertThat(said).hasSize(9);
  }

  @Test
  void aWorkloadThatAPeerHasNotIsSaid() {
    List<PeerResult> peers =
        BenchmarkTest.run(
                Optional.of(new Peers(folder, List.of("jax"))),
                new ArrayList<>(),
                Workload.SINUSOID_MAML_5)
            .rows()
            .get(0)
            .peers();

    assertThat(peers).allMatch(peer -> peer.problem().orElseThrow().contains("no such workload"));
  }

  @Test
  void peersGetTasksWeightsAndOurMetaGradient() throws IOException {
    BenchmarkTest.run(
        Optional.of(new Peers(folder, List.of("learn2learn"))),
        new ArrayList<>(),
        Workload.SINUSOID_MAML);

    try (Scope scope = Scope.open()) {
      Safetensors.Content content = Safetensors.read(folder.resolve("small.safetensors"));
      assertThat(content.metadata())
          .containsEntry("innerSteps", "1")
          .containsEntry("innerRate", "0.01")
          .containsEntry("outerRate", "0.001")
          .containsEntry("ways", "1")
          .containsEntry("network", "mlp:1-40-40-1");
      assertThat(content.tensors())
          .containsKeys("support.x", "support.y", "query.x", "query.y", "loss")
          .containsKeys("phi.layers.2.bias", "grad.layers.2.bias");
      Params tensors = Params.of(content.tensors());
      Tensor gradient = tensors.get("grad.layers.1.weight");
      assertThat(gradient.shape()).containsExactly(40, 40);
      assertThat(gradient.abs().sum().item()).isPositive();
      assertThat(tensors.get("support.x").shape()).containsExactly(2, 10, 1);
    }
    assertThat(Workload.OMNIGLOT_MAML.step().networkWords())
        .isEqualTo("conv4:size=28,channels=1,width=64,blocks=4,outputs=5");
  }

  @Test
  void missingPeersAreRefusedWithTheCommandThatSetsThemUp() throws IOException {
    new Peers(folder, Peers.ALL).check();
    Files.delete(folder.resolve(".venv/bin/python"));

    assertThatThrownBy(() -> new Peers(folder, Peers.ALL).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("not set up", folder.resolve("setup.sh").toString());
    assertThatThrownBy(() -> new Peers(folder.resolve("none"), Peers.ALL).check())
        .hasMessageContaining("source checkout");
  }
}
