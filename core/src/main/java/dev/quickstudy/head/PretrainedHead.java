package dev.quickstudy.head;

/**
 * A head that is published on an encoder that was pretrained as an ordinary classifier of all
 * meta-training classes. In a recipe it is such a learner, whose settings are its own and {@code
 * classes}.
 */
public interface PretrainedHead extends Head {
  /** Whether the classifier in training is one of cosines rather than linear. */
  default boolean pretrainedByCosines() {
    return false;
  }
}
