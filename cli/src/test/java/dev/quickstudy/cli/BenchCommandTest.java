package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.bench.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BenchCommandTest {
  @TempDir Path folder;

  private Quickstudy.Result bench(String... more) {
    List<String> all =
        new ArrayList<>(List.of("bench", "sinusoid-maml", "--repeats=1", "--threads=1"));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  @Test
  void aRunIsOneTableWithItsLimits() {
    Quickstudy.Result result = bench().succeeds();

    assertThat(result.out())
        .containsPattern("(?m)^1 thread: [0-9.]+ GFLOP/s")
        .containsPattern("(?m)^workload +ms +10–90 %")
        .containsPattern("(?m)^sinusoid-maml +[0-9.]+ .*×$")
        .containsPattern("(?m)^limit of sinusoid-maml: 25·.* = 4,980,000 multiply-adds");
    assertThat(result.err()).startsWith("timing sinusoid-maml: ");
  }

  @Test
  void aRunIsHeldAgainstOneRecordedBefore() throws IOException {
    Path before = folder.resolve("before.json");
    Files.writeString(before, recorded(1, "sinusoid-maml", 1e-6));
    Quickstudy.Result slower = bench("--json", "--against=" + before);
    assertThat(slower.code()).as(slower.err()).isEqualTo(1);
    assertThat(slower.err()).contains("slower: sinusoid-maml: time over the limit rose from 0.00");
    JsonNode row = slower.json().path("workloads").path(0);
    assertThat(row.path("name").asString()).isEqualTo("sinusoid-maml");
    assertThat(row.path("overLimit").asDouble()).isPositive();

    Files.writeString(before, recorded(1, "sinusoid-maml", 1e9));
    bench("--against=" + before).succeeds();
  }

  @Test
  void runsThatCannotBeComparedAreRefusedBeforeAnythingIsTimed() throws IOException {
    Path before = folder.resolve("before.json");
    Files.writeString(before, recorded(7, "sinusoid-maml", 2));
    bench("--against=" + before).failsWith(2, "a run on 7 threads", "--threads 7");
    Files.writeString(before, recorded(1, "protonet", 2));
    bench("--against=" + before).failsWith(2, "other workloads", "protonet");
    Files.writeString(before, "no JSON");
    bench("--against=" + before).failsWith(2, before.toString(), "bench --json");
    bench("--against=" + folder.resolve("none")).failsWith(1, "none");
  }

  @Test
  void peersThatAreNotSetUpAreNamedWithTheCommandThatDoesIt() throws IOException {
    Files.writeString(folder.resolve("peer.py"), "");

    bench("--peers", "--peers-folder=" + folder)
        .failsWith(2, "not set up", folder.resolve("setup.sh").toString());
  }

  @Test
  void theHelpNamesEveryWorkload() {
    assertThat(run("bench", "--help").succeeds().out().replaceAll("\\s+", " "))
        .contains("Workloads: " + String.join(", ", Workload.labels()) + ".");
  }

  private static String recorded(int threads, String workload, double overLimit) {
    return "{\"workloads\":[{\"name\":\"%s\",\"ms\":1,\"overLimit\":%s,\"peers\":{}}],\"threads\":%d}"
        .formatted(workload, overLimit, threads);
  }
}
