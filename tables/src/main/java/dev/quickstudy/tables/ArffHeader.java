package dev.quickstudy.tables;

import dev.quickstudy.data.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  private ArffHeader() {}

  static List<String> read(Path file, BufferedReader in) throws IOException {
    List<String> names = new ArrayList<>();
    through(file, in, names);
    if (names.isEmpty()) {
      throw new DataException(file + " names no @attribute before its @data");
    }
    return names;
  }

  /** Reads as far as the rows. Returns the number of lines before them. */
  static int skip(Path file, BufferedReader in) throws IOException {
    return through(file, in, new ArrayList<>());
  }

  private static int through(Path file, BufferedReader in, List<String> names) throws IOException {
    int lines = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines++;
      Matcher attribute = ATTRIBUTE.matcher(line.strip());
      if (attribute.matches()) {
        for (String group : List.of("quoted", "double", "bare")) {
          String name = attribute.group(group);
          if (name != null) {
            names.add(name);
          }
        }
      } else if (line.strip().toLowerCase(Locale.ROOT).startsWith("@data")) {
        return lines;
      }
    }
    throw new DataException(file + " has no @data line, which an ARFF file needs before its rows");
  }
}
