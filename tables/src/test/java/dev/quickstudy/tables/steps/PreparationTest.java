package dev.quickstudy.tables.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreparationTest {
  private static final double NONE = Double.NaN;
  private static final Table SUPPORT =
      new Table(
          "t",
          List.of(
              Column.numbers("a", 1, 2, 3, NONE, 10, 2),
              Column.words("b", List.of("red", "Red", "red", "", "blue", "blue")),
              Column.numbers("c", 5, 5, 5, 5, 5, 5)),
          Optional.of(Column.words("y", List.of("0", "0", "0", "1", "1", "1"))));

  /** Every step. */
  private static final Preparation EVERY =
      new Preparation(
          List.of(
              new UnifyWords(),
              new FillMissing(FillMissing.By.NEAREST, 2, true),
              new Encode(Encode.As.ONE_HOT, 8),
              new Scale(Scale.By.STANDARD, 5),
              new Select(Select.By.MRMR, 4)));

  private static List<Double> numbers(Table table, String column) {
    Column found = table.column(column);
    return IntStream.range(0, table.rows()).mapToObj(found::number).toList();
  }

  @Test
  void missingNumbersAreFilledAsAskedFor() {
    assertThat(filled(FillMissing.By.MEAN)).isEqualTo(18.0 / 5);
    assertThat(filled(FillMissing.By.MEDIAN)).isEqualTo(2);
    assertThat(filled(FillMissing.By.MODE)).isEqualTo(2);
  }

  private static double filled(FillMissing.By by) {
    return new FillMissing(by, 1, false).fit(SUPPORT).apply(SUPPORT).column("a").number(3);
  }

  @Test
  void missingNumbersComeFromTheNearestRows() {
    Table table =
        new Table(
            "t",
            List.of(Column.numbers("a", 1, 3, 100, NONE), Column.numbers("b", 0, 1, 50, 0.4)),
            Optional.empty());

    assertThat(
            new FillMissing(FillMissing.By.NEAREST, 2, false)
                .fit(table)
                .apply(table)
                .column("a")
                .number(3))
        .isEqualTo(2);
  }

  @Test
  void missingWordsAreFilledAndIndicated() {
    Table filled = new FillMissing(FillMissing.By.MEDIAN, 1, true).fit(SUPPORT).apply(SUPPORT);

    assertThat(filled.column("b").word(3)).isEqualTo("blue");
    assertThat(numbers(filled, "b is missing")).containsExactly(0.0, 0.0, 0.0, 1.0, 0.0, 0.0);
    assertThat(numbers(filled, "a is missing")).containsExactly(0.0, 0.0, 0.0, 1.0, 0.0, 0.0);
  }

  @Test
  void anUnseenWordHasAnAnswerOfItsOwn() {
    Step.Fitted encoded = new Encode(Encode.As.ONE_HOT, 8).fit(SUPPORT);
    Table table =
        encoded.apply(
            new Table(
                "t", List.of(Column.words("b", List.of("blue", "green", ""))), Optional.empty()));

    assertThat(numbers(table, "b=blue")).containsExactly(1.0, 0.0, 0.0);
    assertThat(numbers(table, "b is unseen")).containsExactly(0.0, 1.0, 0.0);
  }

  @Test
  void wordsBecomePlacesOrHashes() {
    Table unified = new UnifyWords().fit(SUPPORT).apply(SUPPORT);
    Table ordinal = new Encode(Encode.As.ORDINAL, 1).fit(unified).apply(unified);
    Table hashed = new Encode(Encode.As.HASH, 3).fit(unified).apply(unified);

    assertThat(numbers(ordinal, "b")).containsExactly(1.0, 1.0, 1.0, -1.0, 0.0, 0.0);
    for (int row : new int[] {0, 1, 2, 4, 5}) {
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        sum += hashed.column("b#" + i).number(row);
      }
      assertThat(sum).isEqualTo(1);
    }
  }

  @Test
  void numbersAreScaledAsAskedForAndHeldWithinTheLimit() {
    Table table = new Table("t", List.of(Column.numbers("a", 0, 1, 2, 3, 4)), Optional.empty());
    Table far = new Table("t", List.of(Column.numbers("a", 1000)), Optional.empty());

    assertThat(scaled(Scale.By.STANDARD, table, table).number(4))
        .isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(scaled(Scale.By.ROBUST, table, table).number(4)).isEqualTo(1);
    assertThat(scaled(Scale.By.MIN_MAX, table, table).number(3)).isEqualTo(0.75);
    assertThat(scaled(Scale.By.STANDARD, table, far).number(0)).isEqualTo(3);
    assertThat(scaled(Scale.By.STANDARD, SUPPORT, SUPPORT).missing(3)).isTrue();
  }

  private static Column scaled(Scale.By by, Table fitted, Table applied) {
    return new Scale(by, 3).fit(fitted).apply(applied).column("a");
  }

  @Test
  void mutualInformationIsThatOfTheCounts() {
    int[] a = {0, 0, 1, 1};

    assertThat(Select.information(a, a)).isCloseTo(Math.log(2), within(1e-12));
    assertThat(Select.information(a, new int[] {0, 1, 0, 1})).isCloseTo(0, within(1e-12));
  }

  @Test
  void redundantColumnsAreChosenLate() {
    Table table =
        new Table(
            "t",
            List.of(
                Column.words("copy", List.of("a", "a", "a", "b", "b", "b", "b", "b")),
                Column.words("best", List.of("a", "a", "a", "b", "b", "b", "b", "b")),
                Column.words("other", List.of("a", "b", "a", "a", "b", "a", "b", "b"))),
            Optional.of(Column.words("y", List.of("0", "0", "0", "0", "1", "1", "1", "1"))));

    assertThat(selected(Select.By.MUTUAL_INFORMATION, table)).containsExactly("copy", "best");
    assertThat(selected(Select.By.MRMR, table)).containsExactly("copy", "other");
  }

  private static List<String> selected(Select.By by, Table table) {
    return new Select(by, 2).fit(table).apply(table).columns().stream().map(Column::name).toList();
  }

  @Test
  void otherRowsChangeNoBitOfARow() {
    Prepared prepared = EVERY.fit(SUPPORT);
    Table queries =
        new Table(
            "t",
            List.of(
                Column.numbers("a", 4, NONE),
                Column.words("b", List.of("red", "blue")),
                Column.numbers("c", 5, 5)),
            Optional.empty());
    Table poisoned =
        new Table(
            "t",
            List.of(
                Column.numbers("a", 4, -1e300),
                Column.words("b", List.of("red", "poison")),
                Column.numbers("c", 5, 1e300)),
            Optional.empty());

    Table one = prepared.apply(queries);
    Table other = prepared.apply(poisoned);
    assertThat(EVERY.fit(SUPPORT)).isEqualTo(prepared);
    for (Column column : one.columns()) {
      assertThat(other.column(column.name()).number(0)).isEqualTo(column.number(0));
    }
  }

  @Test
  void aTableThatLacksAColumnIsRefused() {
    Table other = new Table("u", List.of(Column.numbers("z", 1)), Optional.empty());

    assertThatThrownBy(() -> EVERY.fit(SUPPORT).apply(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("table u lacks the column", "[z]");
  }

  @Test
  void columnsThatAreMadeTakeNoNameThatIsTaken() {
    Table table =
        new Table(
            "t",
            List.of(
                Column.words("a", List.of("x", "y", "")),
                Column.numbers("a=x", 1, 2, 3),
                Column.numbers("a is unseen", 1, 2, 3),
                Column.numbers("a is missing", 4, 5, 6)),
            Optional.empty());

    Table prepared =
        new Preparation(
                List.of(
                    new FillMissing(FillMissing.By.MEDIAN, 1, true),
                    new Encode(Encode.As.ONE_HOT, 2)))
            .fit(table)
            .apply(table);

    assertThat(prepared.columns()).hasSize(7);
    assertThat(numbers(prepared, "a=x")).containsExactly(1.0, 2.0, 3.0);
    assertThat(numbers(prepared, "a is missing")).containsExactly(4.0, 5.0, 6.0);
    assertThat(numbers(prepared, "a is missing\u2032")).containsExactly(0.0, 0.0, 1.0);
  }

  @Test
  void nearestRowsAreFoundInATableOfManyRowsToo() {
    int rows = 50_000;
    double[] a = IntStream.range(0, rows).mapToDouble(row -> row % 7 == 0 ? NONE : row).toArray();
    double[] b = IntStream.range(0, rows).mapToDouble(row -> 2.0 * row).toArray();
    Table table =
        new Table("t", List.of(Column.numbers("a", a), Column.numbers("b", b)), Optional.empty());

    FillMissing.Filled filled = new FillMissing(FillMissing.By.NEAREST, 3, false).fit(table);

    assertThat(filled.rows()).hasSize(FillMissing.MOST_ROWS);
    Table some = table.at(IntStream.range(20_000, 21_000).toArray());
    List<Double> numbers = numbers(filled.apply(some), "a");
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isCloseTo(20_000 + i, within(200.0));
    }
  }
}
