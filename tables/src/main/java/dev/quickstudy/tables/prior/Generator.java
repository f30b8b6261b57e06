package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;

/** The kinds of laws that generated tables obey, each with its share of all tables. */
enum Generator {
  /** Columns are nodes of a random network of causes and effects. */
  NETWORK(0.40),
  /** The same, where effects follow from causes by trees. */
  TREES(0.20),
  /** Few of the columns count, each in proportion. */
  LINEAR(0.15),
  /** Columns follow from the class. */
  CLASSES(0.15),
  /** Rules and parities of a few columns with few values. */
  RULES(0.10);

  private final double share;

  Generator(double share) {
    this.share = share;
  }

  /**
   * A table.
   *
   * @param rows at least 2
   * @param columns at least 2
   * @param classes at least 2
   */
  Draft draw(int rows, int columns, int classes, RandomKey.Stream random) {
    return switch (this) {
      case NETWORK -> NetworkModel.draw(rows, columns, classes, random);
      case TREES -> TreeModel.draw(rows, columns, classes, random);
      case LINEAR -> LinearModel.draw(rows, columns, classes, random);
      case CLASSES -> ClassModel.draw(rows, columns, classes, random);
      case RULES -> RuleModel.draw(rows, columns, classes, random);
    };
  }

  /** One at random, by its share. */
  static Generator any(RandomKey.Stream random) {
    double left = random.uniform();
    for (Generator one : values()) {
      left -= one.share;
      if (left < 0) {
        return one;
      }
    }
    return NETWORK;
  }
}
