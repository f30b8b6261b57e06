package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputException.Problem;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.tensor.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTasksTest {
  private static final PredictionOptions PLAIN = new PredictionOptions(0, 0);

  @TempDir private Path folder;

  @Test
  void textsAsObjectsAreAnsweredAsTextsInFiles() throws IOException {
    Recipe recipe = Learning.recipe("texts-prototypes");
    Path learnerFile = Learning.file(folder, recipe, "");
    Path support =
        Files.writeString(
            folder.resolve("support.csv"),
            "text,label\nwhere is my card,card\nmy card is lost,card\nwhat is the rate,rate\n");
    Path query = Files.writeString(folder.resolve("query.csv"), "text\n the card is gone \n");
    DataLocations places =
        new DataLocations(
            Optional.empty(), folder.resolve("cache"), 1, DataLocations.Listener.NONE);
    try (Workers workers = new Workers(2);
        Resources resources = Resources.of(workers, places);
        TrainedLearner learner = TrainedLearner.open(learnerFile, resources)) {
      FileTask files = FileTask.read(learner, support, RowOptions.FOUND);
      try (LearnedTask fromFiles = files.learn();
          LearnedTask fromObjects =
              learner.learn(
                  List.of(
                      new LabelledInput(Input.text("where is my card"), "card"),
                      new LabelledInput(Input.text("my card is lost"), "card"),
                      new LabelledInput(Input.text("what is the rate"), "rate")))) {
        Prediction wanted =
            FileTask.predict(fromFiles, files.queries(List.of(query)), PLAIN)
                .answers()
                .get(0)
                .prediction();

        assertThat(wanted.best()).isEqualTo("card");
        assertThat(fromObjects.predict(Input.text("the card is gone"), PLAIN)).isEqualTo(wanted);
        assertThat(fromFiles.predict(Input.text(" the card is gone "), PLAIN)).isEqualTo(wanted);
        assertThatThrownBy(() -> fromObjects.predict(Input.text(" \n ")))
            .isInstanceOfSatisfying(
                InputException.class, e -> assertThat(e.problem()).isEqualTo(Problem.EMPTY));
      }
    }
  }
}
