package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.encoders.texts.TextsSpec;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class NewCommandTest {
  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void nameTheRecipe() {
    out = folder.resolve("mine.yaml");
  }

  private Quickstudy.Result draft(Path path, String... more) {
    List<String> all = new ArrayList<>(List.of("new", path.toString(), "--out", out.toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private Quickstudy.Result train(String... more) {
    return train(1, more);
  }

  private Quickstudy.Result train(int steps, String... more) {
    List<String> all = new ArrayList<>(List.of("train", out.toString(), "--steps", "" + steps));
    all.addAll(List.of("--run", folder.resolve("run").toString(), "--set=evaluation.episodes=3"));
    all.addAll(List.of("--cache", folder.resolve("cache").toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  /** Texts of some classes, in columns of no usual names. */
  private Path mails(int classes, int each) throws IOException {
    List<String> rows = new ArrayList<>(List.of("id,what they wrote,team"));
    for (int way = 0; way < classes; way++) {
      for (int i = 0; i < each; i++) {
        rows.add("%d,please look at number %d of the things %d,team%d".formatted(i, i, way, way));
      }
    }
    return Files.write(folder.resolve("mails.csv"), rows);
  }

  @Test
  void aFileOfTextsIsSeenWhateverItsColumnsAreCalledAndItsRecipeRuns() throws IOException {
    Path mails = mails(8, 4);

    Quickstudy.Result seen = draft(mails).succeeds();

    assertThat(seen.out())
        .contains("mails.csv: 32 texts, 8 classes")
        .contains("text in 'what they wrote', label in 'team'")
        .contains("quickstudy train " + out)
        .contains("you need not train (", "right of 32 texts held out")
        .contains("quickstudy classify --support " + mails);
    train(0).succeeds();
    Recipe recipe = Recipes.resolve(out.toString());
    assertThat(recipe.name()).isEqualTo("mails");
    assertThat(recipe.training().steps()).isZero();
    assertThat(recipe.evaluation().ways()).isEqualTo(8);
  }

  @Test
  void aRecipeReadsFilesAsWasStated() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      rows.add("посмотрите на номер %d из вещей, вид %d~отдел %d".formatted(i, i % 8, i % 8));
    }
    Path mails = Files.write(folder.resolve("mails.csv"), rows, Charset.forName("windows-1251"));
    String[] stated = {"--encoding", "windows-1251", "--separator", "~", "--no-header"};

    Quickstudy.Result seen = draft(mails, stated).succeeds();

    assertThat(seen.out())
        .contains("mails.csv: 32 texts, 8 classes", "отдел 3")
        .contains(mails + " --encoding windows-1251 --separator '~' --no-header --query");
    assertThat(train(0).succeeds().err())
        .contains("windows-1251 as stated", "32 texts of 8 classes");
    TextsSpec source = (TextsSpec) Recipes.resolve(out.toString()).source().unwrapped();
    assertThat(source.reading())
        .isEqualTo(new Reading("windows-1251", "~", "auto", "absent", List.of()));
  }

  @Test
  void aRunIsNotJudgedOnDataThatHaveChangedSince() throws IOException {
    Path mails = mails(8, 4);
    draft(mails).succeeds();
    train(0).succeeds();
    Files.writeString(mails, Files.readString(mails) + "1,some other words here,team9\n");

    Quickstudy.Result result =
        run(
            "evaluate",
            "--run",
            folder.resolve("run").toString(),
            "--cache",
            folder.resolve("cache").toString());

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("the data are not those that the run was trained on");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void tooFewClassesToTrainOnAreJudgedAsTheyAre() throws IOException {
    draft(mails(3, 4)).succeeds();

    Recipe recipe = Recipes.resolve(out.toString());
    assertThat(recipe.training().steps()).isZero();
    assertThat(recipe.evaluation().ways()).isEqualTo(3);
    assertThat(train(0).succeeds().out())
        .contains("3 test tasks (3 ways, 2 shots")
        .contains("probabilities are not calibrated");
  }

  @Test
  void describeTellsWhatShouldBeLookedInto() throws IOException {
    Path mails =
        Files.write(
            folder.resolve("m.csv"),
            List.of(
                "text,label", "Help me now,a", "help me NOW!,b", "no,a", "yes,a", "so,a", "x,b"));

    JsonNode seen = run("data", "describe", mails.toString(), "--json").succeeds().json();

    assertThat(seen.path("warnings").path(0).asString())
        .contains("1 texts are the same as one of another class", "line 2 and line 3");
    assertThat(seen.path("classes").path("a").asInt()).isEqualTo(4);
    assertThat(seen.path("summary").has("log examples")).isTrue();
  }

  @Test
  void aTableIsLearnedFromGeneratedOnes() throws IOException {
    List<String> rows = new ArrayList<>(List.of("weight,colour,kind"));
    for (int i = 0; i < 12; i++) {
      rows.add("%d,%s,%s".formatted(3 * i, i % 3 == 0 ? "red" : "blue", i % 2 == 0 ? "a" : "b"));
    }
    Path table = Files.write(folder.resolve("fruit.csv"), rows);

    assertThat(draft(table).succeeds().out())
        .contains("12 rows, 2 classes")
        .contains("1 of numbers, 1 of words, to predict 'kind'");
    train("--set=learner.cells=8", "--set=learner.width=16", "--set=learner.layers=1").succeeds();
    run(
            "adapt",
            "--run",
            folder.resolve("run").toString(),
            "--support",
            table.toString(),
            "--query",
            table.toString())
        .succeeds();
  }

  @Test
  void recordingsAreSeenAndTheirRecipeRuns() throws Exception {
    for (int way = 0; way < 7; way++) {
      for (int i = 0; i < 3; i++) {
        tone(folder.resolve("tones/note" + way + "/" + i + ".wav"), 200 + 90 * way + i);
      }
    }

    assertThat(draft(folder.resolve("tones")).succeeds().out())
        .contains("21 recordings, 7 classes");
    train().succeeds();
  }

  @Test
  void picturesAreSeenInTheirColoursAndTheirRecipeRuns() throws IOException {
    for (int way = 0; way < 6; way++) {
      for (int i = 0; i < 3; i++) {
        spot(folder.resolve("spots/kind" + way + "/" + i + ".png"), way, 3 * i);
      }
    }
    spot(folder.resolve("spots/kind5/again.png"), 4, 0);
    spot(folder.resolve("spots/kind5/paler.png"), 4, 3, 0.9f);

    Quickstudy.Result seen = draft(folder.resolve("spots")).succeeds();

    assertThat(seen.out())
        .contains("18 pictures, 6 classes", "18 of 18 pictures")
        .contains("left out that are in two classes")
        .containsPattern("\\d pairs? of different classes (is|are) nearly the same");
    train("--set=network.width=4").succeeds();
    Path two = folder.resolve("two");
    spot(two.resolve("a/1.png"), 0, 1);
    spot(two.resolve("b/1.png"), 1, 1);
    out = folder.resolve("other.yaml");
    Quickstudy.Result few = draft(two);
    assertThat(few.code()).isEqualTo(1);
    assertThat(few.err()).contains("0 classes of at least 2 examples, but 6 are needed", "adapt");
  }

  @Test
  void foldersOfSplitsAreTheDivisionOfTheRecipe() throws IOException {
    for (String split : List.of("train", "test")) {
      for (int way = 0; way < 4; way++) {
        for (int i = 0; i < 3; i++) {
          float brightness = split.equals("test") ? 0.8f : 1;
          Path file = folder.resolve("parts/" + split + "/kind" + way + "/" + i + ".png");
          spot(file, way, 3 * i, brightness);
        }
      }
    }

    assertThat(draft(folder.resolve("parts")).succeeds().out())
        .contains("24 pictures, 8 classes", "test/kind0", "train/kind3");
    assertThat(out).content().contains("kind: folders").doesNotContain("fractions");
    train("--set=network.width=4").succeeds();
  }

  private static void spot(Path file, int way, int shift) throws IOException {
    spot(file, way, shift, 1);
  }

  private static void spot(Path file, int way, int shift, float brightness) throws IOException {
    BufferedImage picture = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setColor(Color.getHSBColor(way / 6f, 1, brightness));
    g.fillOval(5 + shift, 5 + 2 * way, 12, 12);
    g.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "png", file.toFile());
  }

  private static void tone(Path file, double hertz) throws IOException {
    byte[] samples = new byte[4000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) Math.round(100 * Math.sin(2 * Math.PI * hertz * i / 8000));
    }
    Files.createDirectories(file.getParent());
    AudioSystem.write(
        new AudioInputStream(
            new ByteArrayInputStream(samples),
            new AudioFormat(8000, 8, 1, true, false),
            samples.length),
        AudioFileFormat.Type.WAVE,
        file.toFile());
  }

  @Test
  void newRefusesWhatCannotBeLearnedFromAndWritesNothing() throws IOException {
    draft(folder.resolve("none")).failsWith(1, "there is no file and no folder", "none");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    draft(empty).failsWith(1, "holds nothing that is known", "a folder a class");
    Quickstudy.Result lonely = draft(mails(3, 1));
    assertThat(lonely.code()).isEqualTo(1);
    assertThat(lonely.err()).contains("a class with one text only");
    assertThat(out).doesNotExist();
    Files.writeString(out, "mine");
    Quickstudy.Result there = draft(mails(8, 4));
    assertThat(there.code()).isEqualTo(1);
    assertThat(there.err()).contains(out + " is there already");
    assertThat(out).hasContent("mine");
  }
}
