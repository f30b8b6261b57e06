package dev.quickstudy.recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Answers of a learner that has learned a task.
 *
 * @param shots how many examples it learned from, all classes together
 * @param seconds that learning took
 */
public record Answers(List<Answer> answers, int shots, double seconds) {
  /**
   * What is to be classified.
   *
   * @param name a picture's file, or the text itself
   * @param truth its class, where that is known
   */
  public record Query(String name, Optional<String> truth) {}

  /**
   * What a query was taken for.
   *
   * @param best the likeliest class
   * @param unknown whether it is less likely than asked for, so that the answer is none of the
   *     classes
   * @param probabilities of each class
   */
  public record Answer(
      Query query, String best, boolean unknown, Map<String, Double> probabilities) {
    /** How sure the answer is: the probability of the likeliest class. */
    public double probability() {
      return probabilities.getOrDefault(best, 0.0);
    }

    private boolean judged() {
      return query.truth().isPresent() && !unknown;
    }
  }

  public Answers {
    answers = List.copyOf(answers);
  }

  /** The same, with <em>unknown</em> where the likeliest class is less likely than this. */
  public Answers unknownBelow(double probability) {
    return new Answers(
        answers.stream()
            .map(
                answer ->
                    new Answer(
                        answer.query(),
                        answer.best(),
                        answer.probability() < probability,
                        answer.probabilities()))
            .toList(),
        shots,
        seconds);
  }

  /** How many of the queries have a known class. */
  public long known() {
    return answers.stream().filter(answer -> answer.query().truth().isPresent()).count();
  }

  /** How many of the queries of known class were given a class. */
  public long judged() {
    return answers.stream().filter(Answer::judged).count();
  }

  /**
   * The share of right answers among queries whose class is known and that were given one; empty if
   * there are none.
   */
  public OptionalDouble accuracy() {
    return answers.stream()
        .filter(Answer::judged)
        .mapToDouble(answer -> answer.query().truth().equals(Optional.of(answer.best())) ? 1 : 0)
        .average();
  }
}
