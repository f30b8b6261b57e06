package dev.quickstudy.data.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TestFiles;
import dev.quickstudy.data.files.ExampleFiles.Kind;
import dev.quickstudy.tensor.RandomKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Folders and archives in many layouts, generated with what is right: nothing may be read in
 * another way without being refused, and a folder and its archive are the same.
 */
class GeneratedLayoutsTest {
  private static final int VARIANTS = 600;

  private static final List<String> CLASSES =
      List.of(
          "cat",
          "dog",
          "red fox",
          "Größe",
          "e\u0301querre",
          "丸",
          "\uD83D\uDE00 bar",
          "تي",
          "Class_7",
          "01",
          "A-B",
          "test tube",
          "n01443537",
          "O'Neil",
          "x.y",
          "training shoe",
          "data",
          "Cat",
          "çok",
          "sub",
          "images",
          "val d'or");

  private static final List<String> JUNK =
      List.of(
          "README",
          "README.md",
          ".DS_Store",
          "Thumbs.db",
          "desktop.ini",
          "._1.png",
          "labels.csv",
          ".ipynb_checkpoints/1-checkpoint.png",
          "__MACOSX/._1.png",
          "notes.txt",
          "LICENSE",
          ".git/objects/1.png",
          "classes.json",
          "backup.zip",
          "@eaDir/1.png",
          "annotations.xml");

  @TempDir private Path temporary;

  private enum Layout {
    PLAIN,
    WRAPPED,
    IMAGES,
    SUB,
    MIXED,
    SPLIT,
    SPLIT_IN_CLASS,
    FLAT,
    TWO_SPELLINGS,
    EMPTY_CLASS,
    LINKS
  }

  /** A tree of files, and what is right of it. */
  private static final class Variant {
    final int number;
    final Kind kind;
    final Layout layout;
    final Map<String, byte[]> files = new LinkedHashMap<>();
    final Set<String> emptyFolders = new LinkedHashSet<>();

    /** The class of each example; with its split in front where there is one. */
    final Map<String, String> truth = new TreeMap<>();

    /** The examples that are to be classified of it. */
    final Map<String, String> asked = new TreeMap<>();

    Variant(int number, Kind kind, Layout layout) {
      this.number = number;
      this.kind = kind;
      this.layout = layout;
    }

    @Override
    public String toString() {
      return "variant %d, %s of %s: %s".formatted(number, layout, kind, truth.keySet());
    }
  }

  private static byte[] content(Kind kind, int number) {
    if (kind == Kind.PICTURES) {
      return TestFiles.encoded(
          TestFiles.picture(12, 12, 0, 0, 1 + number % 11, 1 + number / 11 % 11), "png");
    }
    ByteBuffer wav = ByteBuffer.allocate(44 + 20).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(56);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(8_000).putInt(16_000);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(20).putInt(number);
    return wav.array();
  }

  private static Variant variant(int number) {
    RandomKey.Stream random = RandomKey.of(12).fold(number).stream();
    Layout layout = Layout.values()[number % Layout.values().length];
    Kind kind = number / Layout.values().length % 2 == 0 ? Kind.PICTURES : Kind.SOUNDS;
    Variant variant = new Variant(number, kind, layout);
    int ways = 2 + random.below(3);
    List<String> classes = new ArrayList<>();
    while (classes.size() < ways) {
      String name = CLASSES.get(random.below(CLASSES.size()));
      if (!classes.contains(name)) {
        classes.add(name);
      }
    }
    String ending = kind == Kind.PICTURES ? ".png" : ".wav";
    String shown = random.below(4) == 0 ? ending.toUpperCase(Locale.ROOT) : ending;
    String around = random.below(3) == 0 || layout == Layout.WRAPPED ? wrapping(random) : "";
    List<String> splits =
        List.of(
                List.of("train", "val", "test"),
                List.of("Training", "validation", "eval"),
                List.of("train", "test"))
            .get(random.below(3));
    for (int c = 0; c < ways; c++) {
      String name = classes.get(c);
      int shots = 2 + random.below(3);
      for (int i = 0; i < shots; i++) {
        String split = splits.get(i % splits.size());
        String own = layout == Layout.TWO_SPELLINGS && i % 2 == 1 ? other(name) : name;
        String file =
            switch (layout) {
              case IMAGES -> own + "/images/" + i;
              case SUB -> own + "/" + List.of("a", "b").get(i % 2) + "/" + i;
              case MIXED -> own + (i == 0 ? "/more/" : "/") + i;
              case SPLIT -> split + "/" + own + "/" + i;
              case SPLIT_IN_CLASS -> own + "/" + split + "/" + i;
              case FLAT -> own + List.of(".", "_", "-", " ").get(number / 22 % 4) + (1 + i);
              default -> own + "/" + i;
            };
        String path = around + file + shown;
        variant.files.put(path, content(kind, 40 * c + i));
        boolean splitted = layout == Layout.SPLIT || layout == Layout.SPLIT_IN_CLASS;
        String side =
            split.startsWith("e") || split.startsWith("te")
                ? "TEST"
                : split.startsWith("v") ? "VALIDATION" : "TRAIN";
        variant.truth.put(path, splitted ? side + " " + name : name);
        if (!splitted || side.equals("TEST")) {
          variant.asked.put(path, layout == Layout.FLAT ? "none" : name);
        }
      }
    }
    if (layout == Layout.EMPTY_CLASS) {
      variant.emptyFolders.add(around + "nothing");
    }
    for (int i = random.below(4); i > 0; i--) {
      List<String> paths = List.copyOf(variant.files.keySet());
      String beside = paths.get(random.below(paths.size()));
      String folder = beside.substring(0, beside.lastIndexOf('/') + 1);
      variant.files.put(
          (random.below(2) == 0 ? around : folder) + JUNK.get(random.below(JUNK.size())),
          new byte[] {1, 2, 3});
    }
    return variant;
  }

  private static String wrapping(RandomKey.Stream random) {
    return List.of("things/", "my data/v1/", "images/", "a/b/c/", "Größe 2/", "images/all/")
        .get(random.below(6));
  }

  /** The same name with its accents written otherwise. */
  private static String other(String name) {
    String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
    return composed.equals(name) ? Normalizer.normalize(name, Normalizer.Form.NFD) : composed;
  }

  private Path folder(Variant variant) throws IOException {
    Path folder = temporary.resolve("v" + variant.number);
    for (Map.Entry<String, byte[]> file : variant.files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      boolean linked = variant.layout == Layout.LINKS && variant.truth.containsKey(file.getKey());
      if (linked) {
        Path elsewhere = temporary.resolve("elsewhere" + variant.number + "-" + path.hashCode());
        Files.write(elsewhere, file.getValue());
        Files.createSymbolicLink(path, elsewhere);
      } else {
        Files.write(path, file.getValue());
      }
    }
    if (variant.layout == Layout.LINKS) {
      Files.createSymbolicLink(folder.resolve("loop"), folder);
    }
    for (String empty : variant.emptyFolders) {
      Files.createDirectories(folder.resolve(empty));
    }
    return folder;
  }

  private Path zip(Variant variant, boolean backslashes) throws IOException {
    Path zip = temporary.resolve("v%d-%b.zip".formatted(variant.number, backslashes));
    List<String> names = new ArrayList<>(variant.files.keySet());
    Collections.reverse(names);
    variant.emptyFolders.forEach(name -> names.add(name + "/"));
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      for (String name : names) {
        entries.putNextEntry(new ZipEntry(backslashes ? name.replace('/', '\\') : name));
        entries.write(variant.files.getOrDefault(name, new byte[0]));
      }
    }
    return zip;
  }

  /** What is read of a path; empty if it is refused. */
  private static Optional<Map<String, String>> read(Variant variant, Path path) {
    try (ExampleFiles files = ExampleFiles.ofClasses(path, variant.kind, 2)) {
      return Optional.of(
          named(files.examples(), one -> one.split().map(split -> split.name() + " ").orElse("")));
    } catch (DataException e) {
      assertThat(e).message().as(variant.toString()).hasLineCount(1).contains(path.toString());
      return Optional.empty();
    }
  }

  /** The first words of an example's class. */
  private interface Before {
    String of(ExampleFiles.Example one);
  }

  private static Map<String, String> named(List<ExampleFiles.Example> examples, Before before) {
    Map<String, String> named = new TreeMap<>();
    examples.forEach(
        one ->
            named.put(
                one.name(),
                before.of(one)
                    + one.className()
                        .map(name -> Normalizer.normalize(name, Normalizer.Form.NFC))
                        .orElse("none")));
    return named;
  }

  private static Map<String, String> composed(Map<String, String> classes) {
    Map<String, String> composed = new TreeMap<>();
    classes.forEach(
        (file, name) -> composed.put(file, Normalizer.normalize(name, Normalizer.Form.NFC)));
    return composed;
  }

  @Test
  void generatedLayoutsAreReadRightlyOrRefusedTheSameInFoldersAndArchives() throws IOException {
    int refused = 0;
    int askedRefused = 0;
    Map<Layout, Integer> refusedBy = new TreeMap<>();
    for (int number = 0; number < VARIANTS; number++) {
      Variant variant = variant(number);
      Path folder = folder(variant);
      Optional<Map<String, String>> read = read(variant, folder);
      for (boolean backslashes : new boolean[] {false, true}) {
        assertThat(read(variant, zip(variant, backslashes))).as(variant.toString()).isEqualTo(read);
      }
      if (variant.layout == Layout.EMPTY_CLASS) {
        assertThat(read).as(variant.toString()).isEmpty();
      } else if (read.isEmpty()) {
        refused++;
        refusedBy.merge(variant.layout, 1, Integer::sum);
      } else {
        assertThat(read.get()).as(variant.toString()).isEqualTo(composed(variant.truth));
        askedRefused += askedRightly(variant, folder) ? 0 : 1;
      }
    }
    assertThat(refused).as("refused: %s", refusedBy).isLessThanOrEqualTo(VARIANTS / 5);
    assertThat(askedRefused).as("queries refused").isLessThanOrEqualTo(VARIANTS / 5);
  }

  /** Queries are given their classes, or refused: a folder of no known class is, by who asks. */
  private static boolean askedRightly(Variant variant, Path folder) {
    Set<String> known = new LinkedHashSet<>();
    variant.truth.values().forEach(name -> known.add(name.replaceFirst("^[A-Z]{4,} ", "")));
    try (ExampleFiles files = ExampleFiles.toClassify(List.of(folder), variant.kind, known)) {
      if (!files.examples().stream()
          .flatMap(one -> one.className().stream())
          .allMatch(known::contains)) {
        return false;
      }
      assertThat(named(files.examples(), one -> ""))
          .as(variant.toString())
          .isEqualTo(composed(variant.asked));
      return true;
    } catch (DataException e) {
      assertThat(e).message().as(variant.toString()).containsAnyOf("two classes", "splits");
      return false;
    }
  }
}
