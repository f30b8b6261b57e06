package dev.quickstudy.survey;

/** What a user's files hold. */
public enum Kind {
  /** Folders of pictures, a folder a class. */
  PICTURES("picture"),
  /** Folders of recordings, a folder a class. */
  SOUNDS("recording"),
  /** Texts with a label each. */
  TEXTS("text"),
  /** One table. */
  TABLE("row"),
  /** A folder of tables. */
  TABLES("table");

  private final String one;

  Kind(String one) {
    this.one = one;
  }

  /** What one example is called. */
  public String one() {
    return one;
  }
}
