package dev.quickstudy.predict;

/**
 * What a saved task holds.
 *
 * @param learner whether it holds its learner whole, so that the file needs nothing else; otherwise
 *     it names the learner by {@link TrainedLearner#id}
 * @param examples whether it holds its examples, as the learner sees them: without them it predicts
 *     the same, but nothing can be learned in addition and no nearest examples are told
 * @param learnerFrom where the learner is to be had, for the message to someone who has not got it;
 *     may be empty
 */
public record SaveOptions(boolean learner, boolean examples, String learnerFrom) {
  /** The learner and the examples. */
  public static SaveOptions all() {
    return new SaveOptions(true, true, "");
  }

  /** The same without the learner. */
  public SaveOptions withoutLearner(String from) {
    return new SaveOptions(false, examples, from);
  }

  /** The same without the examples. */
  public SaveOptions withoutExamples() {
    return new SaveOptions(learner, false, learnerFrom);
  }
}
