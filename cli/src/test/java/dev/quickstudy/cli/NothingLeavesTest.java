package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command with texts, which loads every native library that there is, in a home of its own:
 * what it connects to and what it writes.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux says what sockets a process has")
class NothingLeavesTest {
  private static final List<String> TABLES = List.of("tcp", "tcp6", "udp", "udp6");

  @TempDir private Path folder;

  private List<List<String>> commands() throws IOException {
    List<String> rows = new ArrayList<>(List.of("text,label"));
    for (String label : List.of("train", "plane", "ship", "car", "bus", "tram")) {
      for (String text : List.of("a %s to town", "the %s is late", "my %s, please", "%s at six")) {
        rows.add("\"" + text.formatted(label) + "\"," + label);
      }
    }
    Path texts = Files.write(folder.resolve("texts.csv"), rows);
    Path run = folder.resolve("run");
    String source =
        "source={kind: texts, files: [%s], format: csv, text: auto, label: auto, encoder: minilm,"
            + " split: {kind: fractions, train: 0.34, validation: 0.33, test: 0.33, seed: 0,"
            + " fewest: 1}}";
    return List.of(
        List.of(
            "train",
            "clinc150-5way-1shot",
            "--run",
            run.toString(),
            "--set",
            source.formatted(texts),
            "--set=training.ways=2",
            "--set=training.queries=2",
            "--set=training.validation.episodes=4",
            "--set=evaluation.ways=2",
            "--set=evaluation.queries=2",
            "--set=evaluation.episodes=4",
            "--steps=2"),
        List.of(
            "adapt",
            "--run",
            run.toString(),
            "--support",
            texts.toString(),
            "--query",
            texts.toString(),
            "--save",
            folder.resolve("saved.task").toString()),
        List.of("report", "--run", run.toString()));
  }

  private ProcessBuilder command(List<String> tracer, List<String> words) {
    Path home = folder.resolve("home");
    ProcessBuilder builder =
        Commands.command(
            List.of(
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-XX:-UsePerfData",
                "-Dorg.bytedeco.javacpp.cachedir="
                    + Path.of(System.getProperty("user.home"), ".javacpp", "cache")),
            words.toArray(String[]::new));
    List<String> all = new ArrayList<>(tracer);
    all.addAll(builder.command());
    builder.command(all);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
    List.of("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "ORT_DISABLE_TELEMETRY", "DJL_OFFLINE")
        .forEach(builder.environment()::remove);
    return builder
        .directory(folder.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("said.txt").toFile());
  }

  private void end(Process process) throws Exception {
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("said.txt"))).isZero();
  }

  @Test
  void noCommandOpensASocketToAnywhereOrWritesOutsideItsFolders() throws Exception {
    Files.createDirectories(folder.resolve("home"));
    Files.createDirectories(folder.resolve("tmp"));
    boolean traced = canTrace();
    Set<String> opened = new TreeSet<>();
    for (List<String> words : commands()) {
      if (traced) {
        Path trace = folder.resolve("trace.txt");
        end(command(tracer(trace), words).start());
        try (Stream<String> calls = Files.lines(trace)) {
          calls.filter(NothingLeavesTest::toTheNetwork).forEach(opened::add);
        }
        Files.delete(trace);
      } else {
        Process process = command(List.of(), words).start();
        while (process.isAlive()) {
          opened.addAll(sockets(process.pid()));
          Thread.sleep(2);
        }
        end(process);
      }
    }

    assertThat(opened).as(traced ? "calls of the system" : "sockets").isEmpty();
    assertThat(files(folder.resolve("tmp"))).isEmpty();
    assertThat(files(folder.resolve("home")))
        .isNotEmpty()
        .allMatch(file -> file.startsWith(".cache/quickstudy/"), "is in our cache folder");
    assertThat(files(folder))
        .filteredOn(file -> !file.startsWith("home/"))
        .allMatch(file -> file.matches("(texts.csv|said.txt|saved.task|run/.*)"), "was asked for");
  }

  /** That what watches would see a connection. */
  @Test
  void theWatchSeesAConnection() throws Exception {
    assumeTrue(canTrace(), "strace is not there, or may not trace; sockets are looked for instead");
    Path trace = folder.resolve("trace.txt");
    List<String> words = new ArrayList<>(tracer(trace));
    words.addAll(List.of("bash", "-c", "exec 3<>/dev/udp/127.0.0.1/9; echo x >&3"));
    new ProcessBuilder(words).start().waitFor();

    assertThat(Files.readAllLines(trace)).anyMatch(NothingLeavesTest::toTheNetwork);
  }

  private static List<String> tracer(Path trace) {
    return List.of(
        "strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network", "-o", trace.toString());
  }

  private boolean canTrace() throws InterruptedException {
    try {
      List<String> words = new ArrayList<>(tracer(folder.resolve("none.txt")));
      words.add("true");
      boolean can = new ProcessBuilder(words).start().waitFor() == 0;
      Files.deleteIfExists(folder.resolve("none.txt"));
      return can;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sockets of the machine itself (AF_UNIX, AF_NETLINK) carry nothing away. */
  private static boolean toTheNetwork(String call) {
    return call.contains("AF_INET")
        && Stream.of("connect(", "sendto(", "sendmsg(", "sendmmsg(", "bind(", "listen(")
            .anyMatch(call::contains);
  }

  /** The network's sockets that a process has open. */
  private static List<String> sockets(long pid) {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      Set<String> own = new TreeSet<>();
      for (Path one : all.toList()) {
        String target = Files.readSymbolicLink(one).toString();
        if (target.startsWith("socket:[")) {
          own.add(target.substring(8, target.length() - 1));
        }
      }
      for (String table : own.isEmpty() ? List.<String>of() : TABLES) {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
          String[] fields = line.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
          if (fields.length > 9 && own.contains(fields[9])) {
            found.add(table + " " + fields[1] + " " + fields[2]);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // It has ended, or closed what was looked at.
    }
    return found;
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }
}
