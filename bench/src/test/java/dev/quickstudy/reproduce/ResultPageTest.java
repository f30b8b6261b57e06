package dev.quickstudy.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultPageTest {
  private static final PublishedTable TABLE =
      PublishedTable.named(List.of("omniglot-challenge")).get(0);

  @TempDir Path results;

  private static JobResult result(Job job, String hash, double error) {
    return new JobResult(
        job.recipe().name(),
        hash,
        "0.1.0",
        "a machine",
        job.seed(),
        14000,
        61.6,
        List.of(
            new JobResult.Measured("Lake's 20 runs", error, 3.1, 20, "running", "ab"),
            new JobResult.Measured("1,000 tasks", error + 1, 0.4, 1000, "running", "cd")));
  }

  private static List<Job> jobs() {
    return Job.of(List.of(TABLE), 3, OptionalDouble.empty());
  }

  @Test
  void linesSayWhatIsToComeOneRunAndTheSpreadOfSeveral() {
    assertThat(ResultPage.lines(TABLE, results))
        .anyMatch(line -> line.contains("| to come | 0 of 3 |"));
    Job first = jobs().get(0);
    result(first, first.recipeHash(), 8).write(first.result(results));
    assertThat(ResultPage.lines(TABLE, results))
        .anyMatch(line -> line.contains("| 8.00 ± 3.10 | 1 of 3 | 10.00 |"));
    Job second = jobs().get(1);
    result(second, second.recipeHash(), 10).write(second.result(results));
    assertThat(ResultPage.lines(TABLE, results))
        .anyMatch(line -> line.contains("| 9.00 ± ") && line.contains("over runs | 2 of 3 |"))
        .noneMatch(line -> line.contains("†"));
  }

  @Test
  void linesMarkFiguresOfAnotherRecipe() {
    Job first = jobs().get(0);
    result(first, "0123456789abcdef", 8).write(first.result(results));
    assertThat(ResultPage.lines(TABLE, results))
        .anyMatch(line -> line.startsWith("| ProtoNet † |"));
  }

  @Test
  void withFillsThePlacesOfAPageAndLeavesTheRest() {
    String page = "before\n<!-- table omniglot-challenge -->\nold\n<!-- end -->\nafter\n";
    String made = ResultPage.with(page, results);
    assertThat(made).startsWith("before\n").endsWith("<!-- end -->\nafter\n").doesNotContain("old");
    assertThat(ResultPage.with(made, results)).isEqualTo(made);
    assertThatThrownBy(() -> ResultPage.with("<!-- table omniglot-challenge -->\nold", results))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no <!-- end -->");
  }

  @Test
  void readRefusesAFileThatIsNoResult() throws IOException {
    Path file = Files.writeString(results.resolve("x.json"), "{\"recipe\": 3");
    assertThat(JobResult.read(results.resolve("none.json"))).isEmpty();
    assertThatThrownBy(() -> JobResult.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds no result of a run");
  }

  @Test
  void linesSayWhatEachLearnerIsTrainedOn() {
    List<String> lines =
        ResultPage.lines(PublishedTable.named(List.of("learners")).get(0), results);
    assertThat(lines)
        .anyMatch(
            line ->
                line.startsWith(
                    "| Prototypical networks | 20 ways, 1 task a step, rate 0.001 | each by itself, inductive | to come |"))
        .anyMatch(
            line ->
                line.startsWith(
                    "| MAML++ | 5 ways, 4 tasks a step, rate 0.002 to 0.00001 | together, transductive |"))
        .anyMatch(line -> line.startsWith("| SimpleShot | mini-batches of 128, rate 0.002 |"))
        .anyMatch(line -> line.startsWith("| Reptile | 5 ways, 5 tasks a step, rate 1 |"));
  }

  @Test
  void learnersAreAllRecipesOfTheComparisonWithOneBudgetAndOneShapeOfTasks() {
    List<Job> jobs = Job.of(PublishedTable.named(List.of("learners")), 1, OptionalDouble.empty());
    assertThat(jobs.stream().map(job -> job.recipe().name()))
        .containsExactlyInAnyOrderElementsOf(
            Recipes.names().stream().filter(name -> name.startsWith("omniglot-compare-")).toList());
    assertThat(jobs)
        .allSatisfy(
            job -> {
              assertThat(job.recipe().training().minutes()).isEqualTo(3);
              assertThat(job.recipe().evaluation().shape())
                  .isEqualTo(jobs.get(0).recipe().evaluation().shape());
              assertThat(job.recipe().source()).isEqualTo(jobs.get(0).recipe().source());
            });
  }
}
