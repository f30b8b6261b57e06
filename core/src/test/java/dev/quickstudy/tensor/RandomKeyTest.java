package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Seeds are fixed, so no test is a matter of luck; bounds are about four standard deviations wide,
 * so that any other seed would pass as well.
 */
class RandomKeyTest {
  private static final int MANY = 200_000;
  private static final RandomKey KEY = RandomKey.of(42);

  /** The answers published with the generator (Random123, kat_vectors, philox4x32 10). */
  @Test
  void philoxGivesThePublishedAnswers() {
    assertThat(RandomKey.philox(0, 0, 0)).containsExactly(0xe169c58d6627e8d5L, 0x9b00dbd8bc57ac4cL);
    assertThat(RandomKey.philox(-1, -1, -1))
        .containsExactly(0x41c83b0e408f276dL, 0x6d5451fda20bc7c6L);
    assertThat(RandomKey.philox(0x299f31d0a4093822L, 0x85a308d3243f6a88L, 0x0370734413198a2eL))
        .containsExactly(0x94fdccebd16cfe09L, 0x24126ea15001e420L);
  }

  /** Worked out by another program from the definition; a change here breaks every user's seeds. */
  @Test
  void seedsKeepTheirMeaning() {
    RandomKey key = KEY.fold("tasks").fold(3);
    RandomKey.Stream stream = key.stream();

    assertThat(key.value()).isEqualTo(0x303d8f79bb40cb0eL);
    assertThat(LongStream.generate(stream::bits).limit(4))
        .containsExactly(
            0xe3f5715c9566a808L, 0x43e9f30cabe4fc44L, 0x243e7555492c22fbL, 0x04c804afb434b587L);
    assertThat(key.uniforms(4, 0, 1))
        .containsExactly(
            0.8904639102014708, 0.2652885347305477, 0.1415780385224683, 0.01867703714033797);
    assertThat(key.normals(4))
        .containsExactly(
            new double[] {
              -0.2017140708225487, 2.093397675379635, 0.5487564362595859, 0.06469452255739573
            },
            within(1e-15));
  }

  @Test
  void readingUsesNothingUp() {
    double[] first = KEY.normals(5);

    assertThat(KEY.normals(5)).isEqualTo(first);
    assertThat(KEY.normals(3)).isEqualTo(Arrays.copyOf(first, 3));
    assertThat(KEY.stream().bits()).isEqualTo(KEY.stream().bits());
    assertThat(KEY.fold(7)).isEqualTo(KEY.fold(7));
    assertThat(KEY.fold("a")).isEqualTo(KEY.fold("a"));
  }

  @Test
  void foldsByNumbersTextsAndReadingNeverMeet() {
    Set<Long> seen = new HashSet<>();
    int count = 0;
    RandomKey.Stream stream = KEY.stream();
    for (int i = 0; i < 20_000; i++) {
      List<Long> values =
          List.of(
              stream.bits(),
              KEY.fold(i).value(),
              KEY.fold(-1L - i).value(),
              KEY.fold("" + i).value(),
              KEY.fold("task " + i).value(),
              KEY.fold(i).fold("x").value(),
              KEY.fold("x").fold(i).value(),
              KEY.fold(i).stream().bits(),
              KEY.fold("" + i).stream().bits());
      seen.addAll(values);
      count += values.size();
    }

    assertThat(seen).hasSize(count);
  }

  @Test
  void textsThatBeginAlikeAreDifferentStreams() {
    List<String> texts = List.of("", "\0", "\0\0", "a", "ab", "abc", "b", "ba", "a\1", "a\2", "é");

    assertThat(texts.stream().map(KEY::fold)).doesNotHaveDuplicates();
    assertThat(KEY.fold("")).isNotEqualTo(KEY);
    assertThat(KEY.fold("ab")).isNotEqualTo(KEY.fold("a").fold("b"));
    assertThat(KEY.fold("a")).isNotEqualTo(KEY.fold('a'));
  }

  static Stream<Arguments> families() {
    LongFunction<RandomKey> numbers = KEY::fold;
    LongFunction<RandomKey> texts = i -> KEY.fold("stream " + i);
    LongFunction<RandomKey> seeds = RandomKey::of;
    LongFunction<RandomKey> deep = i -> KEY.fold(i / 300).fold(i % 300);
    return Stream.of(
        arguments("folded numbers", numbers),
        arguments("folded texts", texts),
        arguments("neighbouring seeds", seeds),
        arguments("numbers folded twice", deep));
  }

  /** Of two words of independent bits 32 of 64 agree, with variance 16. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  void neighbouringStreamsAreIndependent(String name, LongFunction<RandomKey> family) {
    int streams = 2_000;
    int words = 20;
    long differing = 0;
    double[] firsts = new double[streams];
    for (int i = 0; i < streams; i++) {
      RandomKey.Stream one = family.apply(i).stream();
      RandomKey.Stream other = family.apply(i + 1).stream();
      for (int j = 0; j < words; j++) {
        differing += Long.bitCount(one.bits() ^ other.bits());
      }
      firsts[i] = family.apply(i).stream().uniform();
    }
    double pairs = (double) streams * words;

    assertThat(differing / pairs).isCloseTo(32, within(4 * Math.sqrt(16 / pairs)));
    assertThat(greatestGapToUniform(firsts)).isLessThan(1.95 / Math.sqrt(streams));
  }

  @Test
  void everyBitIsSetHalfTheTime() {
    int[] set = new int[64];
    RandomKey.Stream stream = KEY.stream();
    for (int i = 0; i < MANY; i++) {
      long word = stream.bits();
      for (int bit = 0; bit < 64; bit++) {
        set[bit] += (int) (word >>> bit & 1);
      }
    }

    double bound = 4.5 * Math.sqrt(MANY / 4.0);
    assertThat(Arrays.stream(set)).allMatch(count -> Math.abs(count - MANY / 2.0) < bound);
  }

  @Test
  void uniformsAreUniform() {
    double[] numbers = KEY.uniforms(MANY, -3, 5);
    double[] unit = Arrays.stream(numbers).map(x -> (x + 3) / 8).toArray();

    assertThat(Arrays.stream(numbers)).allMatch(x -> x >= -3 && x < 5);
    assertThat(moment(unit, 1, 0)).isCloseTo(0.5, within(4 * Math.sqrt(1 / 12.0 / MANY)));
    assertThat(moment(unit, 2, 0.5)).isCloseTo(1 / 12.0, within(4 * Math.sqrt(1 / 180.0 / MANY)));
    assertThat(neighbours(unit, 0.5) * 12).isCloseTo(0, within(4 / Math.sqrt(MANY)));
    assertThat(greatestGapToUniform(unit)).isLessThan(1.95 / Math.sqrt(MANY));
  }

  @Test
  void normalsAreNormal() {
    double[] numbers = KEY.normals(MANY);
    double far = Arrays.stream(numbers).filter(x -> Math.abs(x) > 3).count() / (double) MANY;
    double near = Arrays.stream(numbers).filter(x -> Math.abs(x) < 1).count() / (double) MANY;

    assertThat(moment(numbers, 1, 0)).isCloseTo(0, within(4 * Math.sqrt(1.0 / MANY)));
    assertThat(moment(numbers, 2, 0)).isCloseTo(1, within(4 * Math.sqrt(2.0 / MANY)));
    assertThat(moment(numbers, 3, 0)).isCloseTo(0, within(4 * Math.sqrt(15.0 / MANY)));
    assertThat(moment(numbers, 4, 0)).isCloseTo(3, within(4 * Math.sqrt(96.0 / MANY)));
    assertThat(neighbours(numbers, 0)).isCloseTo(0, within(4 / Math.sqrt(MANY)));
    assertThat(far).isCloseTo(0.0026998, within(4 * Math.sqrt(0.0027 / MANY)));
    assertThat(near).isCloseTo(0.6826895, within(4 * Math.sqrt(0.2166 / MANY)));
  }

  @Test
  void anOddNumberOfNormalsBeginsLikeAnEvenOne() {
    assertThat(KEY.normals(7)).isEqualTo(Arrays.copyOf(KEY.normals(8), 7));
    assertThat(KEY.normals(0)).isEmpty();
    assertThat(KEY.uniforms(0, 0, 1)).isEmpty();
  }

  /** 3 of 7 in order are 210 outcomes; 278 is the 99.9 % quantile of chi-square with 209. */
  @Test
  void everyChoiceInEveryOrderIsEquallyLikely() {
    int draws = 210 * 200;
    Map<List<Integer>, Integer> counts = new HashMap<>();
    for (int i = 0; i < draws; i++) {
      List<Integer> chosen = Arrays.stream(KEY.fold(i).choose(3, 7)).boxed().toList();
      counts.merge(chosen, 1, Integer::sum);
    }
    double expected = draws / 210.0;
    double chiSquare = (210 - counts.size()) * expected;
    for (int count : counts.values()) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }

    assertThat(counts).hasSize(210);
    assertThat(chiSquare).isBetween(150.0, 278.0);
  }

  @Test
  void choicesAreDifferentNumbersInRange() {
    for (int bound : new int[] {1, 2, 5, 20, 1623}) {
      for (int count : new int[] {0, 1, bound / 2, bound}) {
        int[] chosen = KEY.fold(bound).choose(count, bound);

        assertThat(chosen).hasSize(count).doesNotHaveDuplicates();
        assertThat(Arrays.stream(chosen)).allMatch(number -> number >= 0 && number < bound);
      }
    }
    assertThat(KEY.choose(0, 0)).isEmpty();
  }

  @Test
  void moreThanThereAreCannotBeChosen() {
    assertThatThrownBy(() -> KEY.choose(6, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot choose 6 different numbers out of 5");
    assertThatThrownBy(() -> KEY.choose(-1, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  /** A remainder of 32 bits by 3·2²⁹ alone would be below 2³⁰ three times out of four. */
  @Test
  void wholeNumbersAreEquallyLikelyEvenForLargeBounds() {
    RandomKey.Stream stream = KEY.stream();
    int low = 0;
    for (int i = 0; i < MANY; i++) {
      int number = stream.below(3 << 29);
      assertThat(number).isBetween(0, (3 << 29) - 1);
      low += number < 1 << 30 ? 1 : 0;
    }

    assertThat(low / (double) MANY).isCloseTo(2 / 3.0, within(4 * Math.sqrt(2 / 9.0 / MANY)));
  }

  @Test
  void wholeNumbersNeedAPositiveBound() {
    assertThat(KEY.stream().below(1)).isZero();
    assertThatThrownBy(() -> KEY.stream().below(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bound must be positive, but is 0");
  }

  @Test
  void anyNumberOfThreadsReadsTheSame() throws InterruptedException {
    List<double[]> alone = IntStream.range(0, 200).mapToObj(RandomKeyTest::draw).toList();
    List<double[]> together = new ArrayList<>(Collections.nCopies(200, new double[0]));
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int offset = thread;
      threads.add(
          new Thread(
              () -> {
                for (int i = offset; i < 200; i += 8) {
                  together.set(i, draw(i));
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(together).usingElementComparator(Arrays::compare).isEqualTo(alone);
  }

  private static double[] draw(int i) {
    double[] numbers = KEY.fold("task").fold(i).normals(20);
    numbers[0] = KEY.fold("shared").normals(3)[2];
    return numbers;
  }

  private static double moment(double[] numbers, int power, double centre) {
    return Arrays.stream(numbers).map(x -> Math.pow(x - centre, power)).average().orElseThrow();
  }

  /** Covariance of numbers that follow one another. */
  private static double neighbours(double[] numbers, double mean) {
    double sum = 0;
    for (int i = 1; i < numbers.length; i++) {
      sum += (numbers[i] - mean) * (numbers[i - 1] - mean);
    }
    return sum / (numbers.length - 1);
  }

  /** The statistic of Kolmogorov and Smirnov; 1.95/√n is its 99.9 % quantile. */
  private static double greatestGapToUniform(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    double gap = 0;
    for (int i = 0; i < sorted.length; i++) {
      gap = Math.max(gap, Math.abs((i + 0.5) / sorted.length - sorted[i]) + 0.5 / sorted.length);
    }
    return gap;
  }
}
