package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundTasksTest {
  private static final Spectrogram SPECTROGRAM = new Spectrogram(8_000, 8, 8, 32, 16);
  private static final NamePattern NAMES = new NamePattern("{word}_{speaker}_{index}.wav");
  private static final TaskShape SHAPE = new TaskShape(3, 1, 2);
  private static final RandomKey KEY = RandomKey.of(1);
  private static final List<String> SPEAKERS = List.of("ann", "bob", "cyd", "dan");

  @TempDir private static Path folder;
  private static SoundCollection sounds;

  /** What each recording, as it is seen, is named. */
  private static final Map<String, String> NAMED = new HashMap<>();

  @BeforeAll
  static void record() throws IOException {
    RandomKey.Stream random = RandomKey.of(2).stream();
    for (int word = 0; word < 4; word++) {
      for (String speaker : SPEAKERS) {
        for (int index = 0; index < 4; index++) {
          Path file = folder.resolve("%d_%s_%d.wav".formatted(word, speaker, index));
          Files.write(file, Wav.of(8_000, 900, i -> random.uniform(-1, 1)));
          NAMED.put(Arrays.toString(Wav.seen(SPECTROGRAM, file)), file.getFileName().toString());
        }
      }
    }
    sounds = SoundCollection.read(folder, NAMES, "word", SPECTROGRAM);
  }

  private static Optional<Split> bySpeaker(Map<String, String> parts) {
    return switch (SPEAKERS.indexOf(parts.get("speaker"))) {
      case 0, 1 -> Optional.of(Split.TRAIN);
      case 2 -> Optional.of(Split.VALIDATION);
      default -> Optional.of(Split.TEST);
    };
  }

  private static TaskSource tasks(
      Optional<String> within, Function<Map<String, String>, Optional<Split>> splits) {
    return sounds.tasks("words", within, splits);
  }

  /** The names of a task's recordings, in order. */
  private static List<String> names(Examples examples, int task) {
    return IntStream.range(0, examples.count())
        .mapToObj(i -> examples.x().select(0, task).select(0, i).toFloats())
        .map(picture -> NAMED.getOrDefault(Arrays.toString(picture), "none"))
        .toList();
  }

  private static String part(String name, String part) {
    return NAMES.of(name).orElseThrow().getOrDefault(part, "none");
  }

  @Test
  void aTaskIsOfOneSpeakerAndOfItsSplitsSpeakersOnlyAndLabelsAreWords() {
    TaskSource source = tasks(Optional.of("speaker"), SoundTasksTest::bySpeaker);
    Map<Split, Set<String>> heard = new HashMap<>();
    try (Scope scope = Scope.open()) {
      for (Split split : Split.values()) {
        source.check(split, SHAPE);
        TaskBatch batch = source.sample(split, SHAPE, KEY, 0, 40);
        for (int t = 0; t < 40; t++) {
          List<String> support = names(batch.support(), t);
          List<String> query = names(batch.query(), t);
          Set<String> speakers = new TreeSet<>();
          support.forEach(name -> speakers.add(part(name, "speaker")));
          query.forEach(name -> speakers.add(part(name, "speaker")));
          assertThat(speakers).hasSize(1);
          assertThat(query).doesNotContainAnyElementsOf(support).doesNotHaveDuplicates();
          for (int q = 0; q < query.size(); q++) {
            int label = (int) batch.query().y().select(0, t).toLongs()[q];
            assertThat(part(query.get(q), "word")).isEqualTo(part(support.get(label), "word"));
          }
          heard.computeIfAbsent(split, s -> new HashSet<>()).addAll(speakers);
        }
      }
    }
    assertThat(heard)
        .isEqualTo(
            Map.of(
                Split.TRAIN, Set.of("ann", "bob"),
                Split.VALIDATION, Set.of("cyd"),
                Split.TEST, Set.of("dan")));
  }

  @Test
  void aTaskDependsOnItsNumberAloneAndNotOnWhatIsDrawnWithIt() {
    TaskSource source = tasks(Optional.of("speaker"), SoundTasksTest::bySpeaker);
    try (Scope scope = Scope.open()) {
      TaskBatch many = source.sample(Split.TRAIN, SHAPE, KEY, 3, 5);
      TaskBatch one = source.sample(Split.TRAIN, SHAPE, KEY, 6, 1);
      assertThat(one.query().x().toFloats())
          .containsExactly(many.query().x().select(0, 3).toFloats());
      assertThat(source.sample(Split.TRAIN, SHAPE, RandomKey.of(9), 3, 5).query().x().toFloats())
          .isNotEqualTo(many.query().x().toFloats());
    }
  }

  @Test
  void tasksOfAllTogetherMixSpeakersButNotSplits() {
    TaskSource source = tasks(Optional.empty(), SoundTasksTest::bySpeaker);
    Set<String> mixed = new TreeSet<>();
    try (Scope scope = Scope.open()) {
      TaskBatch batch = source.sample(Split.TRAIN, SHAPE, KEY, 0, 10);
      for (int t = 0; t < 10; t++) {
        names(batch.query(), t).forEach(name -> mixed.add(part(name, "speaker")));
      }
    }
    assertThat(mixed).containsExactly("ann", "bob");
  }

  @Test
  void tasksThatCannotBeAreRefused() {
    TaskSource source =
        tasks(
            Optional.of("speaker"),
            parts -> bySpeaker(parts).filter(split -> split != Split.VALIDATION));
    assertThatThrownBy(() -> source.check(Split.VALIDATION, SHAPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("words has nothing in the validation split");
    assertThatThrownBy(() -> source.check(Split.TEST, new TaskShape(5, 1, 1)))
        .hasMessageContaining("5 ways");
    assertThatThrownBy(() -> source.check(Split.TRAIN, TaskShape.miniBatch(4, 8)))
        .hasMessageContaining("of one group");
  }

  @Test
  void masksAreBandsAndSpansOfTrainingTasksOnly() {
    TaskSource plain = tasks(Optional.of("speaker"), SoundTasksTest::bySpeaker);
    SpecAugment masked = new SpecAugment(plain, 1, 3, 1, 2);
    Set<Integer> bands = new TreeSet<>();
    Set<Integer> spans = new TreeSet<>();
    try (Scope scope = Scope.open()) {
      float[] before = plain.sample(Split.TRAIN, SHAPE, KEY, 0, 60).query().x().toFloats();
      float[] after = masked.sample(Split.TRAIN, SHAPE, KEY, 0, 60).query().x().toFloats();
      assertThat(masked.sample(Split.TEST, SHAPE, KEY, 0, 4).support().x().toFloats())
          .containsExactly(plain.sample(Split.TEST, SHAPE, KEY, 0, 4).support().x().toFloats());
      assertThat(masked.sample(Split.TRAIN, SHAPE, KEY, 7, 1).support().x().toFloats())
          .containsExactly(
              masked.sample(Split.TRAIN, SHAPE, KEY, 5, 3).support().x().select(0, 2).toFloats());
      for (int at = 0; at < before.length; at += 64) {
        boolean[] row = new boolean[8];
        boolean[] column = new boolean[8];
        for (int i = 0; i < 8; i++) {
          row[i] = blank(after, at + 8 * i, 1);
          column[i] = blank(after, at + i, 8);
        }
        bands.add(width(row));
        spans.add(width(column));
        for (int i = 0; i < 64; i++) {
          boolean hidden = row[i / 8] || column[i % 8];
          assertThat(after[at + i]).isEqualTo(hidden ? 0 : before[at + i]);
        }
      }
    }
    assertThat(bands).containsExactly(0, 1, 2, 3);
    assertThat(spans).containsExactly(0, 1, 2);
    assertThat(masked.fingerprint()).isNotEqualTo(plain.fingerprint());
    assertThatThrownBy(() -> new SpecAugment(plain, 1, 9, 1, 1))
        .hasMessage("pitchWidth must be in 0 … 8 for spectrograms of this size, but is 9");
  }

  private static boolean blank(float[] all, int at, int step) {
    for (int i = 0; i < 8; i++) {
      if (all[at + step * i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** How many are set, which must be side by side. */
  private static int width(boolean[] set) {
    int width = 0;
    int begins = 0;
    for (int i = 0; i < set.length; i++) {
      width += set[i] ? 1 : 0;
      begins += set[i] && (i == 0 || !set[i - 1]) ? 1 : 0;
    }
    assertThat(begins).isLessThanOrEqualTo(1);
    return width;
  }

  @Test
  void theSpokenDigitsAreAllThereAndNoneIsTheSameAsAnother() {
    Path archive =
        Path.of(System.getProperty("quickstudy.data", "../../shared/data"))
            .resolve("fsdd/recordings.zip");
    assumeTrue(Files.exists(archive), "the Free Spoken Digit Dataset is not in " + archive);
    SoundCollection digits =
        SoundCollection.read(
            archive,
            new NamePattern("recordings/{digit}_{speaker}_{index}.wav"),
            "digit",
            new Spectrogram(8_000, 32, 32, 40, 20));
    assertThat(digits.summary())
        .isEqualTo(
            "recordings.zip: 1800 recordings of 10 classes, 95 longer than 0.66 s, of which the loudest part is heard");
    assertThat(digits.values("speaker"))
        .containsExactly("george", "jackson", "lucas", "nicolas", "theo", "yweweler");
    assertThat(digits.pool().size(3)).isEqualTo(180);
  }
}
