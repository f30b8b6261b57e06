package dev.quickstudy.tables;

import java.util.List;

/**
 * Which of the 56 public tables may be looked at while a learner that is trained on generated
 * tables alone is designed. All others are for its last judgement only.
 *
 * <p>The rule: of the tables with at most {@value #MOST_CLASSES} classes, in the order of their
 * names, those that {@code RandomKey.of(SEED).fold("decision tables").choose(COUNT, …)} names. The
 * list was written down before the first such learner was trained.
 */
final class DecisionTables {
  /** As many classes as the learner can tell apart. */
  static final int MOST_CLASSES = 10;

  static final int COUNT = 12;
  static final long SEED = 15;

  /** What the rule gave. */
  static final List<String> NAMES =
      List.of(
          "biomed",
          "breast.cancer",
          "diabetes",
          "grub.damage",
          "heart.statlog",
          "hepatitis",
          "ionosphere",
          "sonar",
          "spect",
          "squash.stored",
          "tic-tac-toe",
          "wine");

  private DecisionTables() {}
}
