package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.task.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitSpecTest {
  /** Sixteen classes of 1 … 16 examples. */
  private static final Map<String, Integer> CLASSES =
      IntStream.range(0, 16)
          .boxed()
          .collect(Collectors.toMap(i -> "class" + i, i -> i + 1, (a, b) -> a, LinkedHashMap::new));

  @TempDir Path folder;

  private static Map<Split, Long> sizes(Map<String, Split> splits) {
    return splits.values().stream()
        .collect(Collectors.groupingBy(split -> split, Collectors.counting()));
  }

  private DataLocations places() {
    return DataLocations.of(Optional.of(folder));
  }

  @Test
  void fractionsDivideClassesByNameAndSeedAlone() {
    SplitSpec split = new SplitSpec.Fractions(0.375, 0.3125, 0.25, 0, 1);
    Map<String, Split> splits = split.of(CLASSES, places());
    Map<String, Integer> turned = new TreeMap<>(Collections.reverseOrder());
    turned.putAll(CLASSES);

    assertThat(sizes(splits))
        .isEqualTo(Map.of(Split.TRAIN, 6L, Split.VALIDATION, 5L, Split.TEST, 4L));
    assertThat(split.of(turned, places())).isEqualTo(splits);
    assertThat(new SplitSpec.Fractions(0.375, 0.3125, 0.25, 1, 1).of(CLASSES, places()))
        .isNotEqualTo(splits);
    assertThatThrownBy(() -> new SplitSpec.Fractions(0.5, 0.5, 0.1, 0, 1))
        .hasMessageContaining("add up to at most 1");
  }

  @Test
  void classesOfTooFewExamplesAreLeftOutAndTold() {
    List<String> said = new ArrayList<>();
    DataLocations places =
        new DataLocations(
            Optional.of(folder),
            folder,
            1,
            new DataLocations.Listener() {
              @Override
              public void say(String line) {
                said.add(line);
              }

              @Override
              public void at(DataLocations.Far so) {}
            });

    Map<String, Split> splits = new SplitSpec.Fractions(0.5, 0.25, 0.25, 0, 5).of(CLASSES, places);

    assertThat(splits).hasSize(12).doesNotContainKeys("class0", "class1", "class2", "class3");
    assertThat(said).containsExactly("4 classes of fewer than 5 examples are left out");
  }

  @Test
  void listsNameTheClassesOfASplit() throws IOException {
    Files.writeString(folder.resolve("train.txt"), "class0\n\n class1 \n");
    Files.writeString(folder.resolve("validation.txt"), "class2\n");
    Files.writeString(folder.resolve("test.txt"), "class3\n");
    SplitSpec split = new SplitSpec.Lists("train.txt", "validation.txt", "test.txt");

    assertThat(split.of(CLASSES, places()))
        .isEqualTo(
            Map.of(
                "class0", Split.TRAIN,
                "class1", Split.TRAIN,
                "class2", Split.VALIDATION,
                "class3", Split.TEST));

    Files.writeString(folder.resolve("test.txt"), "class0\n");
    assertThatThrownBy(() -> split.of(CLASSES, places()))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("test.txt: class 'class0' is listed twice");
    Files.writeString(folder.resolve("test.txt"), "klass3\n");
    assertThatThrownBy(() -> split.of(CLASSES, places()))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("there is no class 'klass3'; did you mean 'class3'?");
  }

  @Test
  void aRecipeOfPicturesWithoutADataFolderSaysWhichFolderItWants() {
    Recipe own =
        Tiny.glyphs(
            "source={kind: pictures, folder: birds/all, colour: false, size: [28, 28], split: {kind:"
                + " folders}}");
    assertThatThrownBy(() -> Experiment.open(own, DataLocations.of(Optional.empty())))
        .isInstanceOf(DataFolderNeededException.class)
        .hasMessageContaining("birds/all")
        .hasMessageContaining("name the folder that holds it");
  }

  @Test
  void namedClassesAreWhereTheyAreNamedAndTheOthersAreLeftOut() {
    SplitSpec split =
        new SplitSpec.Named(List.of("class3", "class1"), List.of(), List.of("class0"));

    assertThat(split.of(CLASSES, places()))
        .isEqualTo(Map.of("class1", Split.TRAIN, "class3", Split.TRAIN, "class0", Split.TEST));
  }

  @Test
  void namedClassesAreRefusedWhereThereAreNoneAndWhereTheyComeTwice() {
    assertThatThrownBy(() -> new SplitSpec.Named(List.of("a"), List.of(), List.of("a")))
        .hasMessageContaining("name 'a' twice");
    assertThatThrownBy(
            () -> new SplitSpec.Named(List.of("clas7"), List.of(), List.of()).of(CLASSES, places()))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("there is no class 'clas7'")
        .hasMessageContaining("did you mean 'class7'");
  }
}
