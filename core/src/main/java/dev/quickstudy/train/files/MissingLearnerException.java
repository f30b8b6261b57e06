package dev.quickstudy.train.files;

/** A saved task that names its learner by digest, where no learner of that digest was given. */
public final class MissingLearnerException extends FileFormatException {
  private static final long serialVersionUID = 1L;

  private final String digest;

  /**
   * @param about the learner, in words
   * @param from where its file is to be had, or empty
   */
  MissingLearnerException(String file, String digest, String about, String from) {
    super(
        file,
        "%s was learned by a learner that is not here: %s, %s; %s"
            .formatted(
                file,
                digest,
                about,
                from.isEmpty()
                    ? "open the task together with the learner file of that digest"
                    : "its learner file is to be had from " + from));
    this.digest = digest;
  }

  /** The digest of the learner, see {@link LearnerFile#digest}. */
  public String digest() {
    return digest;
  }
}
