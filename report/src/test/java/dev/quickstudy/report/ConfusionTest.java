package dev.quickstudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.quickstudy.report.EpisodeResult.AnsweredQuery;
import dev.quickstudy.report.EpisodeResult.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  /** A task whose queries of the classes in turn are taken for the classes given. */
  private static EpisodeResult task(long number, List<String> classes, int... takenFor) {
    List<AnsweredQuery> asked = new ArrayList<>();
    for (int i = 0; i < takenFor.length; i++) {
      double[] probabilities = new double[classes.size()];
      probabilities[takenFor[i]] = 1;
      int label = i % classes.size();
      asked.add(
          new AnsweredQuery(
              new Example(label, List.of(), List.of(1L), new float[1]), probabilities));
    }
    return new EpisodeResult(number, Optional.empty(), classes, List.of(), List.of(), asked);
  }

  @Test
  void aClassIsCountedAgainstTheTasksThatHaveTheOther() {
    Confusion confusion = new Confusion();
    confusion.add(task(0, List.of("a", "b"), 0, 0, 1, 1)); // a b a b
    confusion.add(task(1, List.of("a", "c"), 0, 1, 0, 1));
    assertThat(confusion.right()).isEqualTo(6);
    assertThat(confusion.asked()).isEqualTo(8);
    assertThat(confusion.classes())
        .containsExactly(
            new Confusion.Own("a", 3, 4),
            new Confusion.Own("b", 1, 2),
            new Confusion.Own("c", 2, 2));
    assertThat(confusion.pair("a", "b")).contains(new Confusion.Pair("a", "b", 1, 2, 1, 0, 2));
    assertThat(confusion.pair("b", "a")).contains(new Confusion.Pair("b", "a", 1, 2, 1, 0, 1));
    assertThat(confusion.pair("b", "c")).isEmpty();
    assertThat(confusion.hardest(1)).containsExactly(new Confusion.Own("b", 1, 2));
  }

  @Test
  void aShareOfManyQueriesCountsMoreThanTheSameOfFew() {
    Confusion confusion = new Confusion();
    for (int number = 0; number < 10; number++) {
      confusion.add(task(number, List.of("a", "b"), 1, 1, 1, 1));
    }
    confusion.add(task(10, List.of("c", "d"), 1, 1, 1, 1));
    assertThat(confusion.worst(2))
        .extracting(Confusion.Pair::truth, Confusion.Pair::tasks)
        .containsExactly(tuple("a", 10), tuple("c", 1));
    assertThat(confusion.worst(1).get(0).atLeast()).isBetween(0.8, 0.9);
  }
}
