package dev.quickstudy.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command in processes of its own. */
final class Commands {
  private Commands() {}

  /** The command with the class path of the tests. */
  static ProcessBuilder command(String... args) {
    return command(List.of(), args);
  }

  /**
   * The command.
   *
   * @param java options of the Java machine
   */
  static ProcessBuilder command(List<String> java, String... args) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:+UseSerialGC");
    words.addAll(java);
    words.add(Main.class.getName());
    words.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder;
  }
}
