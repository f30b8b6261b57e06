package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {
  private static final List<String> KEYS =
      List.of("steps", "seed", "tasks", "checkpointEvery", "query-batch", "ways");

  @ParameterizedTest
  @CsvSource({
    "step, steps",
    "stepps, steps",
    "setps, steps",
    "taks, tasks",
    "checkpoint, checkpointEvery",
    "checkpointevery, checkpointEvery",
    "query_batch, query-batch",
    "quer, query-batch",
    "sed, seed",
    "ways, ways"
  })
  void aSlipOfTheFingerIsUnderstood(String word, String meant) {
    assertThat(NearestNames.to(word, KEYS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"optimizer", "x", "zz", "''", "s1234"})
  void aWordFarFromAllIsNotGuessed(String word) {
    assertThat(NearestNames.to(word, KEYS)).isEmpty();
  }

  @Test
  void theHintNamesAllAndTheNearestFirst() {
    assertThat(NearestNames.hint("sgdd", List.of("adam", "sgd")))
        .isEqualTo("did you mean 'sgd'? known are: adam, sgd");
    assertThat(NearestNames.hint("lion", List.of("adam", "sgd"))).isEqualTo("known are: adam, sgd");
  }

  @Test
  void ofManyCandidatesOnlyTheNearestIsNamed() {
    List<String> many =
        java.util.stream.IntStream.range(0, 41).mapToObj(i -> "candidate-" + i).toList();
    assertThat(NearestNames.hint("candidat-7", many)).isEqualTo("did you mean 'candidate-7'?");
    assertThat(NearestNames.hint("zzz", many)).isEqualTo("there are 41, none of a similar name");
  }
}
