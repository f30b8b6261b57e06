package dev.quickstudy.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.tensor.RandomKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegimeTest {
  @ParameterizedTest
  @EnumSource
  void everyRegimeIsFoundByItsLabel(Regime regime) {
    assertThat(Regime.labelled(regime.label())).isSameAs(regime);
    assertThat(regime.label()).matches("[a-z-]+");
  }

  @Test
  void anUnknownLabelIsRefusedWithAllKnownOnes() {
    assertThatThrownBy(() -> Regime.labelled("one-by-two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no regime 'one-by-two'; the regimes are"
                + " none, running, support, one-by-one, query-batch, joint, query-set");
  }

  @Test
  void onlyRegimesThatLetQueriesMeetAreTransductive() {
    assertThat(Regime.values())
        .filteredOn(Regime::transductive)
        .containsExactly(Regime.QUERY_BATCH, Regime.JOINT, Regime.QUERY_SET);
  }

  @Test
  void normalisationDecidesWhatRegimesThereAre() {
    assertThat(Normalisation.NONE.regimes()).containsExactly(Regime.NONE);
    assertThat(Normalisation.BATCH.regimes())
        .containsExactlyInAnyOrder(
            Regime.SUPPORT, Regime.ONE_BY_ONE, Regime.QUERY_BATCH, Regime.JOINT);
    assertThat(Normalisation.RUNNING.regimes())
        .containsExactlyInAnyOrder(Regime.RUNNING, Regime.QUERY_BATCH, Regime.JOINT);
    assertThatThrownBy(() -> Normalisation.BATCH.regimes().add(Regime.NONE))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aTaskHasTheSameKeyHoweverTheBatchIsCut() {
    Context whole = Context.training(RandomKey.of(3), Regime.NONE, 7);
    Context chunk = whole.withFirstTask(4);
    assertThat(chunk.taskKey(0)).isEqualTo(whole.taskKey(4));
    assertThat(chunk.taskKey(2)).isEqualTo(whole.taskKey(6));
    assertThat(whole.taskKey(0)).isNotEqualTo(whole.taskKey(1));
  }

  @Test
  void aContextChangesOneThingAtATime() {
    Context now = Context.training(RandomKey.of(3), Regime.JOINT, 7);
    assertThat(now)
        .isEqualTo(
            new Context(
                RandomKey.of(3), 0, Phase.TRAIN, Regime.JOINT, Statistics.BATCH, 7, 0, false));
    assertThat(now.withFirstTask(2).withInnerStep(3).withStatistics(Statistics.RECORD))
        .isEqualTo(
            new Context(
                RandomKey.of(3), 2, Phase.TRAIN, Regime.JOINT, Statistics.RECORD, 7, 3, false));
    assertThat(Context.testing(RandomKey.of(3), Regime.SUPPORT).phase()).isEqualTo(Phase.TEST);
  }
}
