package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Native memory stays flat in training. Measured in a process of its own, whose Java heap has one
 * size.
 */
class NativeMemoryTest {
  private static final int BLOCKS = 12;
  private static final int WARM_UP = 2;
  private static final long FLAT = 4L << 20;

  @Test
  void memoryIsFlatOver5000StepsOnWaves() throws Exception {
    assertThat(growth("waves", 500, 0)).isLessThan(FLAT);
  }

  @Test
  void memoryIsFlatOver300StepsOnPictures() throws Exception {
    assertThat(growth("pictures", 30, 0)).isLessThan(FLAT);
  }

  @Test
  void aLeakOfASmallTensorAStepWouldBeSeen() throws Exception {
    assertThat(growth("waves", 200, 8192)).isGreaterThan(3 * FLAT);
  }

  /** Bytes by which resident memory grew after the first blocks. */
  private static long growth(String tasks, int steps, int leak)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(MemoryProbe.options());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), MemoryProbe.class.getName()));
    command.addAll(
        List.of(tasks, Integer.toString(BLOCKS), Integer.toString(steps), Integer.toString(leak)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    List<Long> resident =
        output
            .lines()
            .filter(line -> line.startsWith("resident "))
            .map(line -> Long.valueOf(line.substring("resident ".length())))
            .toList();
    assertThat(resident).as(output).hasSize(BLOCKS);
    return resident.get(BLOCKS - 1) - resident.get(WARM_UP - 1);
  }
}
