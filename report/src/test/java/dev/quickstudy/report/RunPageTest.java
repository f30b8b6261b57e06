package dev.quickstudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.experiment.TrainingSession;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.TrainingRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPageTest {
  private static final Pattern LOADS =
      Pattern.compile("(?:src|href|action|data|poster|srcset)=\"([^\"]*)\"|url\\(([^)]*)\\)");

  @TempDir private Path folder;

  private static Recipe recipe(String name, String... changes) {
    return Recipes.override(Recipes.resolve(name), List.of(changes));
  }

  private static Recipe glyphs(String... changes) {
    Recipe small =
        recipe(
            "glyphs-5way-1shot",
            "network.width=8",
            "training.ways=5",
            "training.queries=1",
            "training.steps=4",
            "training.logEvery=1",
            "training.validation={every: 2, episodes: 4, regime: running, patience: 0}",
            "evaluation.queries=3",
            "evaluation.episodes=6");
    return Recipes.override(small, List.of(changes));
  }

  private static Recipe hostile() {
    return glyphs(
        "network={kind: mlp, input: [6], hidden: [8], outputs: 4}",
        "training.regime=none",
        "training.validation.regime=none",
        "evaluation.regimes=[none]");
  }

  private Path page(Experiment experiment) throws IOException {
    Path run = folder.resolve("run");
    try (Workers workers = new Workers(1)) {
      try (TrainingSession session =
          experiment.begin(run, TrainingOptions.beginning().unplanned(), workers)) {
        assertThat(session.train(new TrainingRun.Listener() {}).end())
            .isEqualTo(TrainingRun.End.STEPS);
      }
      try (OpenRun opened = OpenRun.open(run)) {
        String html = RunPage.of(run, opened, experiment, EvaluationChoice.of(Split.TEST), workers);
        return Files.writeString(folder.resolve("page.html"), html);
      }
    }
  }

  private static Experiment experiment(Recipe recipe) {
    return Experiment.open(recipe, DataLocations.of(Optional.empty()));
  }

  private static void assertLoadsNothing(String html) {
    Matcher loads = LOADS.matcher(html);
    while (loads.find()) {
      String target = loads.group(1) == null ? loads.group(2) : loads.group(1);
      assertThat(target).matches("#.*|data:image/png;base64,[A-Za-z0-9+/=]+");
    }
    assertThat(html).doesNotContain("<script", "<link", "<iframe", "<object", "@import");
    assertThat(html).contains("default-src &#39;none&#39;");
  }

  @Test
  void aPageOfPicturesSaysWhatWasTrainedAndHowGoodItIs() throws IOException {
    String html = Files.readString(page(experiment(glyphs())));

    assertLoadsNothing(html);
    assertThat(html)
        .contains("<h1>glyphs-5way-1shot</h1>", "protonet", "4 steps in", "Episode hash")
        .contains("trained, step ", "untrained", "nearest neighbour on raw inputs")
        .contains("transductive", "inductive", "running", "joint")
        .contains("Loss in training", "Accuracy in validation", "2 validations in figures")
        .contains("Task 0", "Task 1", "learned from", "alt=\"query of test")
        .contains("What is confused", "Map of embeddings", "kind: protonet");
    assertThat(html.split("<h2 ", -1)).hasSize(8);
    assertThat(html.split("<img ", -1).length).isGreaterThan(2 * (5 + 5 * 3));
    assertThat(html.split("<img ", -1).length).isEqualTo(html.split(" alt=\"", -1).length);
    assertThat(html.split("<th", -1).length)
        .isEqualTo(html.split("<th[^>]* scope=\"|<thead", -1).length);
  }

  @Test
  void theQueriesOfItsTasksAreThoseOfTheScore() throws IOException {
    String html = Files.readString(page(experiment(glyphs())));
    Matcher counted = Pattern.compile(": (\\d+) of 90 queries right").matcher(html);
    assertThat(counted.find()).isTrue();
    double share = Integer.parseInt(counted.group(1)) / 90.0;
    assertThat(html).contains("<strong>%.2f %%</strong>".formatted(100 * share));
  }

  @Test
  void pageKeepsWhatAUserCallsAClassAName() throws Exception {
    Path page = page(Experiment.of(hostile(), HostilePool.tasks()));
    String html = Files.readString(page);
    assertThat(html).contains(Html.escaped(HostilePool.SCRIPT), Html.escaped(HostilePool.TEXT));
    assertThat(html).doesNotContain("<b>", "<img", "<script");

    Chromium.Seen seen = Chromium.orSkip(folder).open(page, "--dump-dom");
    assertThat(seen.out())
        .contains("glyphs-5way-1shot – what it has learned")
        .doesNotContain("<b>");
    assertThat(seen.console()).isEmpty();
  }

  @Test
  void aPageOfARegressionShowsCurvesAndNoClasses() throws IOException {
    Recipe sine =
        recipe(
            "sinusoid-maml-quick",
            "network.hidden=[8]",
            "training.tasks=2",
            "training.steps=3",
            "training.logEvery=1",
            "evaluation.episodes=4");
    String html = Files.readString(page(experiment(sine)));

    assertLoadsNothing(html);
    assertThat(html)
        .contains("mean squared error", "after 10 inner steps", "before learning", "task 3")
        .contains("ended before the first validation (500 tasks every 2000 steps)")
        .doesNotContain("What is confused", "Map of embeddings");
  }

  @Test
  void aRunThatIsNotValidatedSaysSo() throws IOException {
    String html =
        Files.readString(
            page(
                experiment(
                    glyphs(
                        "training.validation={every: 0, episodes: 4, regime: running, patience: 0}"))));
    assertThat(html).contains("This run was not validated: its recipe asks for none");
  }

  @Test
  void aLearnerThatDescendsHasAMapOfWhatItsBodyGives() throws IOException {
    String html =
        Files.readString(
            page(
                experiment(
                    glyphs(
                        "learner={kind: maml, rate: 0.1, steps: 1, testSteps: 1}",
                        "network.norm=batch",
                        "network.classes=5",
                        "training.regime=query-batch",
                        "training.validation.regime=query-batch",
                        "evaluation.regimes=[support, query-batch]"))));
    assertThat(html).contains("queries of one task of 5 classes", "8 numbers each");
  }

  @Test
  void pageIsShownInTheLightInTheDarkAndOnAPhone() throws Exception {
    Path page = page(experiment(glyphs()));
    Chromium browser = Chromium.orSkip(folder);

    Chromium.Seen seen = browser.open(page, "--dump-dom");
    assertThat(seen.out()).contains("Most often confused", "Map of embeddings", "<polyline");
    assertThat(seen.console()).isEmpty();
    BufferedImage light = shot(browser, page, "--blink-settings=preferredColorScheme=1");
    BufferedImage dark = shot(browser, page, "--blink-settings=preferredColorScheme=0");
    assertThat(brightness(light.getRGB(2, 2))).isGreaterThan(240);
    assertThat(brightness(dark.getRGB(2, 2))).isLessThan(40);
    assertThat(colours(light)).hasSizeGreaterThan(50);
    assertThat(colours(dark)).hasSizeGreaterThan(50);

    Path phone = folder.resolve("phone.html");
    Files.writeString(
        phone,
        "<iframe width=400 height=800 srcdoc=\""
            + Files.readString(page).replace("&", "&amp;").replace("\"", "&quot;")
            + "\" onload=\"document.title = 'width '"
            + " + this.contentDocument.documentElement.scrollWidth\"></iframe>");
    Matcher width =
        Pattern.compile("<title>width (\\d+)").matcher(browser.open(phone, "--dump-dom").out());
    assertThat(width.find()).isTrue();
    assertThat(Integer.parseInt(width.group(1))).isLessThanOrEqualTo(400);
  }

  private BufferedImage shot(Chromium browser, Path page, String option)
      throws IOException, InterruptedException {
    Path file = folder.resolve("shot.png");
    browser.open(page, option, "--window-size=1200,3000", "--screenshot=" + file);
    return ImageIO.read(file.toFile());
  }

  private static int brightness(int rgb) {
    return ((rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff)) / 3;
  }

  private static Set<Integer> colours(BufferedImage image) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y += 2) {
      for (int x = 0; x < image.getWidth(); x += 2) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours;
  }
}
