package dev.quickstudy.train;

import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.UsageException;

/** What a task asks for, as a text in a file: {@code classes 5}, {@code values 1}. */
final class TargetsText {
  private TargetsText() {}

  static String of(Targets targets) {
    if (targets instanceof Targets.Classes classes) {
      return "classes " + classes.ways();
    }
    return "values " + targets.outputs();
  }

  /**
   * What {@link #of} wrote.
   *
   * @throws UsageException if the text is nothing of the kind
   */
  static Targets targets(String text) {
    String[] words = text.split(" ", -1);
    if (words.length == 2 && words[1].matches("[0-9]{1,9}")) {
      int size = Integer.parseInt(words[1]);
      if (words[0].equals("classes")) {
        return new Targets.Classes(size);
      }
      if (words[0].equals("values")) {
        return new Targets.Values(size);
      }
    }
    throw new UsageException("'" + text + "' is nothing that a task can ask for");
  }
}
