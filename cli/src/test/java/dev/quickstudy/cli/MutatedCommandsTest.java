package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.train.RunFolder;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files of every kind that commands read, through the commands: each is read, or refused in
 * one line that is no internal error. What is under a digest says the same as before, or nothing.
 */
class MutatedCommandsTest {
  /** Of each kind. */
  private static final int ROUNDS = Integer.getInteger("quickstudy.rounds", 25);

  /** The first of them, so that other rounds can be had. */
  private static final long FIRST = Long.getLong("quickstudy.firstRound", 0);

  private static final long MOST_SECONDS = Long.getLong("quickstudy.mostSeconds", 5);

  /** Bytes of Java's heap that are still held when all is done. */
  private static final long MOST_HELD = 300_000_000;

  private static final Map<String, Integer> ENDS = new TreeMap<>();

  @TempDir static Path folder;

  private static Path run;

  @BeforeAll
  static void aRunALearnerAndATask() throws IOException {
    run = folder.resolve("run");
    Quickstudy.train(Quickstudy.TINY_GLYPHS, "--run", run.toString()).succeeds();
    Quickstudy.train(Quickstudy.TINY_SINUSOIDS, "--set=training.logEvery=1", "--run", path("noted"))
        .succeeds();
    run("export", "--run", run.toString(), "--to", path("sound.learner")).succeeds();
    for (String name : List.of("round/1.png", "round/2.png", "square/1.png", "square/2.png")) {
      Path file = folder.resolve("support").resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, picture("png", name.startsWith("round"), name.charAt(name.length() - 5)));
    }
    Files.write(folder.resolve("query.png"), picture("png", true, 3));
    run(
            "adapt",
            "--run",
            run.toString(),
            "--support",
            path("support"),
            "--save",
            path("sound.task"))
        .succeeds();
  }

  @AfterAll
  static void whatCameOfThem() throws IOException {
    System.out.println("damaged files through commands: " + ENDS);
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM"))
          .forEach(System.out::println);
    }
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static byte[] picture(String type, boolean round, int size) throws IOException {
    BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setColor(Color.ORANGE);
    int side = 8 + size % 10;
    if (round) {
      g.fillOval(5, 4, side, side);
    } else {
      g.fillRect(5, 4, side, side);
    }
    g.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, type, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] wav(int number) {
    int samples = 4000;
    ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1);
    wav.putShort((short) 1).putInt(8000).putInt(16000).putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
    for (int i = 0; i < samples; i++) {
      wav.putShort((short) (10_000 * Math.sin(i * 0.05 * number)));
    }
    return wav.array();
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : List.of("a/1.png", "a/2.png", "b/1.png", "b/2.png")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(picture("png", name.startsWith("a"), name.charAt(2)));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] idx() {
    ByteBuffer idx = ByteBuffer.allocate(16 + 4 * 28 * 28);
    return idx.putInt(0x803).putInt(4).putInt(28).putInt(28).array();
  }

  /** A file that commands read. */
  private static final class Case {
    final Path file;
    final byte[] sound;
    final List<String> words;

    /** Whether an answer must be the one of the sound file. */
    final boolean guarded;

    Case(String file, byte[] sound, boolean guarded, String... words) {
      this.file = folder.resolve(file);
      this.sound = sound;
      this.guarded = guarded;
      this.words = List.of(words);
    }
  }

  private static Case described(String name, String content) {
    return described(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static Case described(String name, byte[] content) {
    return new Case(name, content, false, "data", "describe", path(name), "--json");
  }

  private static Case ofRun(String name) throws IOException {
    return new Case(
        "run/" + name,
        Files.readAllBytes(run.resolve(name)),
        true,
        "adapt",
        "--run",
        run.toString(),
        "--support",
        path("support"),
        "--query",
        path("query.png"),
        "--json");
  }

  private static Case picture(String type) throws IOException {
    String name = "mutant." + type;
    return new Case(
        name,
        picture(type, true, 5),
        false,
        "predict",
        "--model",
        path("sound.task"),
        "--query",
        path(name),
        "--json");
  }

  /** Notes of a run, which hinder neither going on nor judging. */
  private static Case notes(String name) throws IOException {
    return new Case(
        "noted/" + name,
        Files.readAllBytes(folder.resolve("noted").resolve(name)),
        true,
        "train",
        "--run",
        path("noted"),
        "--resume",
        "--json");
  }

  private static Case of(String kind) throws IOException {
    String texts =
        "text,label\nhello there,greeting\n\"good, bye\",parting\nhi,greeting\nsee you,parting\n";
    return switch (kind) {
      case "learner" ->
          new Case(
              "mutant.learner",
              Files.readAllBytes(folder.resolve("sound.learner")),
              true,
              "adapt",
              "--learner",
              path("mutant.learner"),
              "--support",
              path("support"),
              "--query",
              path("query.png"),
              "--json");
      case "task" ->
          new Case(
              "mutant.task",
              Files.readAllBytes(folder.resolve("sound.task")),
              true,
              "predict",
              "--model",
              path("mutant.task"),
              "--query",
              path("query.png"),
              "--json");
      case "checkpoint" -> ofRun(RunFolder.model(run).getFileName().toString());
      case "config" -> ofRun("config.yaml");
      case "calibration" -> ofRun("calibration.json");
      case "metrics" -> notes("metrics.jsonl");
      case "memory" -> notes("memory.txt");
      case "recipe" ->
          new Case(
              "mutant.yaml",
              Recipes.yaml(Recipes.resolve("glyphs-5way-1shot")).getBytes(StandardCharsets.UTF_8),
              false,
              "recipes",
              "show",
              path("mutant.yaml"));
      case "png", "jpg", "gif", "bmp" -> picture(kind);
      case "zip" -> described("mutant.zip", zip());
      case "wav" -> {
        for (String name : List.of("a/1.wav", "a/2.wav", "b/1.wav", "b/2.wav")) {
          Path file = folder.resolve("sounds").resolve(name);
          Files.createDirectories(file.getParent());
          Files.write(file, wav(name.charAt(0)));
        }
        yield new Case(
            "sounds/a/1.wav", wav(1), false, "data", "describe", path("sounds"), "--json");
      }
      case "csv" -> described("mutant.csv", texts);
      case "tsv" ->
          described(
              "mutant.tsv", texts.replace("\"", "").replace("d, b", "d b").replace(',', '\t'));
      case "jsonl" ->
          described(
              "mutant.jsonl",
              "{\"text\": \"hello\", \"label\": \"a\"}\n{\"label\": \"b\", \"text\": \"by\\u00e9\"}\n"
                  .repeat(3));
      case "json" ->
          described(
              "mutant.json",
              "[{\"text\": \"hello\", \"label\": \"a\"}, {\"label\": \"b\", \"text\": \"by\\u00e9\"}]");
      case "table" ->
          described(
              "table.csv",
              "age,colour,sick\n31,red,yes\n40,blue,no\n,red,yes\n12,green,no\n55,blue,yes\n7,red,no\n");
      case "arff" ->
          described(
              "mutant.arff",
              """
              @relation t
              @attribute age numeric
              @attribute c {red,blue}
              @attribute sick {yes,no}
              @data
              31,red,yes
              40,blue,no
              ?,red,yes
              12,blue,no
              """);
      case "idx" -> described("mutant-idx3-ubyte", idx());
      default -> throw new AssertionError(kind);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "learner",
        "task",
        "checkpoint",
        "config",
        "calibration",
        "metrics",
        "memory",
        "recipe",
        "png",
        "jpg",
        "gif",
        "bmp",
        "zip",
        "wav",
        "csv",
        "tsv",
        "jsonl",
        "json",
        "table",
        "arff",
        "idx"
      })
  void aDamagedFileIsReadOrRefusedAndNeverSaysAnythingElse(String kind) throws IOException {
    Case one = of(kind);
    Files.write(one.file, one.sound);
    String[] words = one.words.toArray(String[]::new);
    Quickstudy.Result right = run(words);
    assertThat(right.code() == 0 || !one.guarded).as(right.err()).isTrue();
    String expected = answers(right.out());
    try {
      int rounds = one.words.contains("--resume") ? ROUNDS / 10 + 1 : ROUNDS; // which also judges
      for (long number = FIRST; number < FIRST + rounds; number++) {
        byte[] mutant = Mutations.of(one.sound, number);
        Files.write(one.file, mutant);
        long began = System.nanoTime();
        Quickstudy.Result result = run(words);
        double seconds = (System.nanoTime() - began) / 1e9;
        String what = "mutation " + number + " of " + kind + ": " + result.err();
        assertThat(seconds).as(what).isLessThan((double) MOST_SECONDS);
        assertThat(result.code()).as(what).isBetween(0, 2);
        assertThat(result.err()).as(what).doesNotContain("internal error");
        if (result.code() == 0 && one.guarded) {
          assertThat(answers(result.out())).as(what).isEqualTo(expected);
        }
        if (kind.equals("metrics") || kind.equals("memory")) {
          assertThat(result.code()).as(what).isZero();
        }
        ENDS.merge(kind + (result.code() == 0 ? " read" : " refused"), 1, Integer::sum);
      }
    } finally {
      Files.write(one.file, one.sound);
    }
    assertThat(held()).as("bytes of heap").isLessThan(MOST_HELD);
  }

  /** What was answered, without the time that it took. */
  private static String answers(String json) {
    return json.replaceAll("\"[a-zA-Z]*[sS]econds[a-zA-Z]*\":[0-9.eE-]+", "");
  }

  private static long held() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
