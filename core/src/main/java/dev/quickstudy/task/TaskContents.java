package dev.quickstudy.task;

import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Optional;

/**
 * What is in a task beyond its numbers: names and words, for people. Learners never see it.
 *
 * @param title what all of the task is taken from, such as the name of a table
 * @param classes the name of each class, in the order of the labels; none for regression
 * @param columns what is told of every example; one where it is a text or the name of a file, none
 *     where the numbers say all
 * @param support for each support example, a cell a column; in the order of the task's examples
 * @param query the same for its queries
 */
public record TaskContents(
    Optional<String> title,
    List<String> classes,
    List<String> columns,
    List<List<String>> support,
    List<List<String>> query) {
  public TaskContents {
    classes = List.copyOf(classes);
    columns = List.copyOf(columns);
    support = checked(support, columns.size());
    query = checked(query, columns.size());
  }

  private static List<List<String>> checked(List<List<String>> rows, int cells) {
    for (List<String> row : rows) {
      if (row.size() != cells) {
        throw new UsageException(
            "every example needs " + cells + " cells, one a column, but one has " + row.size());
      }
    }
    return rows.stream().map(List::copyOf).toList();
  }
}
