package dev.quickstudy.task;

import java.util.Locale;

/** The part of a task source that a task is drawn from. No class is in two of them. */
public enum Split {
  /** Meta-training: what the outer loop learns from. */
  TRAIN,
  /** Meta-validation: what settings and the best checkpoint are chosen by. */
  VALIDATION,
  /** Meta-test: what scores are reported on. */
  TEST;

  /** The name in recipes, commands and results: {@code train}, {@code validation}, {@code test}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
