package dev.quickstudy.data.rows;

import dev.quickstudy.data.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the rows of an ARFF file. Only the names of attributes are read: types come
 * from the values, as for CSV.
 */
final class ArffHeader {
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "@attribute\\s+('(?<quoted>[^']*)'|\"(?<double>[^\"]*)\"|(?<bare>[^\\s{]+)).*",
          Pattern.CASE_INSENSITIVE);

  /** A type of dates with its format, whose letters are Java's. */
  private static final Pattern DATE =
      Pattern.compile(
          "\\s*date\\s+[\"']?(?<format>[^\"']+).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private ArffHeader() {}

  /** Whether a text begins as ARFF does. */
  static boolean begins(String text) {
    return text.lines()
        .map(line -> line.strip().toLowerCase(Locale.ROOT))
        .filter(line -> !line.isEmpty() && !line.startsWith("%"))
        .findFirst()
        .map(line -> line.startsWith("@relation") || line.startsWith("@attribute"))
        .orElse(false);
  }

  /**
   * Reads as far as the rows.
   *
   * @param names gets those of the attributes
   * @param dayFirst gets the attributes that are dates: whether their days stand before months
   * @return the number of lines before the rows
   */
  static int read(Path file, BufferedReader in, List<String> names, Map<String, Boolean> dayFirst)
      throws IOException {
    int lines = lines(file, in, names, dayFirst);
    if (names.isEmpty()) {
      throw new DataException(file + " names no @attribute before its @data");
    }
    return lines;
  }

  private static int lines(
      Path file, BufferedReader in, List<String> names, Map<String, Boolean> dayFirst)
      throws IOException {
    int lines = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines++;
      Matcher attribute = ATTRIBUTE.matcher(line.strip());
      if (attribute.matches()) {
        for (String group : List.of("quoted", "double", "bare")) {
          String name = attribute.group(group);
          if (name != null) {
            names.add(name);
            Matcher date = DATE.matcher(line.strip().substring(attribute.end(1)));
            String format = date.matches() ? date.group("format") : "";
            int day = format.indexOf('d');
            int month = format.indexOf('M');
            if (day >= 0 && month >= 0) {
              dayFirst.put(name, day < month);
            }
          }
        }
      } else if (line.strip().toLowerCase(Locale.ROOT).startsWith("@data")) {
        return lines;
      }
    }
    throw new DataException(file + " has no @data line, which an ARFF file needs before its rows");
  }
}
