package dev.quickstudy.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.tensor.UsageException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedTableTest {
  static List<PublishedTable> all() {
    return PublishedTable.all();
  }

  /** Recipes exist and their changes are understood; labels of a row differ. */
  @ParameterizedTest
  @MethodSource("all")
  void jobsOfATableHaveRecipesNamesAndLabelsOfTheirOwn(PublishedTable table) {
    List<Job> jobs = Job.of(List.of(table), 3, OptionalDouble.empty());
    assertThat(jobs).isNotEmpty();
    assertThat(jobs.stream().map(Job::name)).doesNotHaveDuplicates();
    for (Job job : jobs) {
      assertThat(job.recipe().training().seed()).isEqualTo(job.seed());
      assertThat(job.recipe().training().validation().every()).isBetween(0L, 5000L);
      assertThat(job.row().figures().stream().map(PublishedTable.Figure::label))
          .isNotEmpty()
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void jobsBeginWithTheFirstSeedOfAllRows() {
    List<Job> jobs = Job.of(PublishedTable.all(), 3, OptionalDouble.empty());
    List<Integer> seeds = jobs.stream().map(Job::seed).toList();
    assertThat(seeds).isSorted().contains(1, 2, 3);
    assertThat(Job.of(PublishedTable.all(), Integer.MAX_VALUE, OptionalDouble.empty()))
        .hasSameSizeAs(jobs);
    assertThat(Job.of(PublishedTable.all(), 1, OptionalDouble.empty()))
        .hasSize((int) seeds.stream().filter(seed -> seed == 1).count());
  }

  @Test
  void recipeHashesTellTrainingsApart() {
    Set<String> hashes = new HashSet<>();
    List<Job> jobs = Job.of(PublishedTable.all(), 3, OptionalDouble.empty());
    jobs.forEach(job -> hashes.add(job.recipeHash()));
    assertThat(hashes).hasSameSizeAs(jobs);
    assertThat(Job.of(PublishedTable.all(), 1, OptionalDouble.of(7)).get(0).recipeHash())
        .isNotEqualTo(jobs.get(0).recipeHash());
  }

  @Test
  void namedTakesOneRowOfATable() {
    PublishedTable row = PublishedTable.named(List.of("sinusoids/sinusoid-anp")).get(0);
    assertThat(row.rows()).extracting(PublishedTable.Row::runName).containsExactly("sinusoid-anp");
    assertThatThrownBy(() -> PublishedTable.named(List.of("sinusoids/imagenet")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no row 'imagenet'; it has sinusoid-maml");
  }

  @Test
  void namedRefusesUnknownTablesAndNamesTheOthers() {
    assertThat(PublishedTable.named(List.of("sinusoids"))).hasSize(1);
    assertThatThrownBy(() -> PublishedTable.named(List.of("imagenet")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no table 'imagenet'")
        .hasMessageContaining("omniglot-vinyals");
  }
}
