package dev.quickstudy.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.NoDataFolderException;
import dev.quickstudy.data.TestFiles;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmniglotRunsTest {
  private static final TaskShape SHAPE = new TaskShape(20, 1, 1);
  private static final RandomKey KEY = RandomKey.of(1);

  @TempDir Path folder;

  private static OmniglotRuns runs() {
    return OmniglotRuns.read(TestFiles.dataFolderWith("omniglot"));
  }

  @Test
  void sampleGivesTheRunsWhateverTheKeyWithEachClassOnce() {
    OmniglotRuns runs = runs();
    try (Scope scope = Scope.open()) {
      TaskBatch all = runs.sample(Split.TEST, SHAPE, KEY, 0, OmniglotRuns.RUNS);
      assertThat(all.support().x().shape()).containsExactly(20, 20, 1, 28, 28);
      for (int run = 0; run < OmniglotRuns.RUNS; run++) {
        assertThat(all.support().y().select(0, run).toLongs())
            .containsExactly(LongStream.range(0, 20).toArray());
        assertThat(all.query().y().select(0, run).toLongs())
            .containsExactlyInAnyOrder(LongStream.range(0, 20).toArray());
      }
      TaskBatch fourth = runs.sample(Split.TEST, SHAPE, RandomKey.of(2), 3, 1);
      assertThat(fourth.query().x().toFloats())
          .containsExactly(all.query().x().select(0, 3).toFloats());
    }
  }

  /** Line 1 of the first run's list: item01 is class08. */
  @Test
  void sampleLabelsAsTheListSays() {
    try (Scope scope = Scope.open()) {
      long[] labels = runs().sample(Split.TEST, SHAPE, KEY, 0, 1).query().y().toLongs();
      assertThat(Arrays.copyOf(labels, 3)).containsExactly(7, 8, 1);
    }
  }

  /**
   * By the nearest training picture of 28×28 pixels; chance is 5 %. With wrong labels or pictures
   * it would be near that.
   */
  @Test
  void sampleGivesPicturesThatAreLikeTheirClass() {
    int right = 0;
    try (Scope scope = Scope.open()) {
      TaskBatch all = runs().sample(Split.TEST, SHAPE, KEY, 0, OmniglotRuns.RUNS);
      for (int run = 0; run < OmniglotRuns.RUNS; run++) {
        long[] labels = all.query().y().select(0, run).toLongs();
        for (int item = 0; item < 20; item++) {
          float[] asked = all.query().x().select(0, run).select(0, item).toFloats();
          int nearest = 0;
          double least = Double.POSITIVE_INFINITY;
          for (int way = 0; way < 20; way++) {
            double distance =
                distance(asked, all.support().x().select(0, run).select(0, way).toFloats());
            if (distance < least) {
              least = distance;
              nearest = way;
            }
          }
          right += nearest == labels[item] ? 1 : 0;
        }
      }
    }
    assertThat(right / 400.0).isCloseTo(0.22, within(0.1));
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  @Test
  void checkRefusesOtherSplitsAndSizes() {
    OmniglotRuns runs = runs();
    assertThatThrownBy(() -> runs.check(Split.TRAIN, SHAPE))
        .isInstanceOf(UsageException.class)
        .hasMessage("Omniglot challenge (20 runs) has tasks for testing only");
    assertThatThrownBy(() -> runs.check(Split.TEST, new TaskShape(5, 1, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("20 ways, 1 shot and 1 query");
    assertThatThrownBy(() -> runs.sample(Split.TEST, SHAPE, KEY, 15, 10))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("task 25 is asked for; ask for at most 20 episodes");
  }

  @Test
  void readRefusesAFolderWithoutTheRunsAndADamagedArchive() throws Exception {
    assertThatThrownBy(() -> OmniglotRuns.read(folder.resolve("none")))
        .isInstanceOf(NoDataFolderException.class);
    assertThatThrownBy(() -> OmniglotRuns.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("all_runs.zip")
        .hasMessageContaining("quickstudy data get omniglot");
    Path place = Files.createDirectories(folder.resolve("python/one-shot-classification"));
    Files.writeString(place.resolve("all_runs.zip"), "no archive");
    assertThatThrownBy(() -> OmniglotRuns.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is no whole zip archive");
  }
}
