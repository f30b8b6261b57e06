package dev.quickstudy.predict;

import dev.quickstudy.data.InputOrigin;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a learned task takes the examples of files for.
 *
 * @param shots how many examples it was learned from, all classes together; 0 where it was saved
 *     without them
 * @param confidence how far they can be believed
 * @param seconds that learning took; 0 where it was opened as it had been learned before
 */
public record Predictions(
    List<Answered> answers, int shots, Confidence confidence, double seconds) {
  /**
   * What is to be classified.
   *
   * @param name a picture's file, or the text itself
   * @param truth its class, where that is known
   * @param origin its file, and its row in it
   */
  public record Query(String name, Optional<String> truth, InputOrigin origin) {}

  /** What a query was taken for. */
  public record Answered(Query query, Prediction prediction) {
    private boolean judged() {
      return query.truth().isPresent() && !prediction.unknown();
    }

    private boolean right() {
      return query.truth().equals(Optional.of(prediction.best()));
    }
  }

  public Predictions {
    answers = List.copyOf(answers);
  }

  /** How many of the queries have a known class. */
  public long known() {
    return answers.stream().filter(answer -> answer.query().truth().isPresent()).count();
  }

  /** How many of the queries of known class were given a class. */
  public long judged() {
    return answers.stream().filter(Answered::judged).count();
  }

  /**
   * The share of right answers among queries whose class is known and that were given one; empty if
   * there are none.
   */
  public OptionalDouble accuracy() {
    return answers.stream()
        .filter(Answered::judged)
        .mapToDouble(answer -> answer.right() ? 1 : 0)
        .average();
  }
}
