package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Device;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training on a GPU. Its meta-gradients are held against an independent implementation by {@code
 * ReferenceTest}, which runs on the GPU too under the Maven profile {@code cuda}.
 */
class GpuTest extends ScopedTest {
  @TempDir private Path folder;

  @BeforeEach
  void onlyOnAGpu() {
    assumeTrue(
        Engine.device() == Device.CUDA,
        "these tests compute on the processors; on a machine with an NVIDIA GPU and CUDA 13.1:"
            + " mvn -Pcuda -pl core test -Dtest=GpuTest+ReferenceTest");
  }

  @Test
  void keysGiveTheNumbersThatTheyGiveElsewhere() {
    double[] numbers = RandomKey.of(4).normals(1000);
    assertThat(Numbers.normals(4, 1000).toDoubles()).containsExactly(numbers);
    assertThat(Numbers.normals(4, 1000).to(DType.FLOAT32).sum().item())
        .isCloseTo(Tensor.of(numbers, 1000).sum().item(), within(1e-2));
  }

  @Test
  void aTrainingStepIsTheSameTwice() throws IOException {
    TrainingRun.Plan oneStep = SmallRuns.plan(1, 1, 1);
    for (SmallRuns.Kind<?> kind :
        List.of(SmallRuns.waves(), SmallRuns.pictures(), SmallRuns.picturesInBfloat16())) {
      Path first = folder.resolve("first" + kind.hashCode());
      Path second = folder.resolve("second" + kind.hashCode());
      assertThat(kind.train(first, oneStep, SmallRuns.QUIET)).isEqualTo(TrainingRun.End.STEPS);
      assertThat(kind.train(second, oneStep, SmallRuns.QUIET)).isEqualTo(TrainingRun.End.STEPS);
      assertThat(SmallRuns.Left.of(second)).isEqualTo(SmallRuns.Left.of(first));
    }
  }
}
