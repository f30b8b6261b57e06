package dev.quickstudy.data.characters;

import dev.quickstudy.data.Threads;
import dev.quickstudy.data.characters.Characters.Drawn;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Alphabets that nobody has seen: characters invented from random pen strokes and drawn by
 * simulated hands. They need no data and look like {@link Omniglot}: {@code [1, 28, 28]}, ink 1,
 * paper 0, lines of the same width. Each alphabet has a style of its own, and each split has
 * alphabets of its own, so no character of one split is in another. Same settings, same pictures,
 * on every machine.
 *
 * <p>Classes are called {@code train01/character01/rot090} and so on. Only training uses turned
 * characters, turned by 90, 180 and 270 degrees counter-clockwise, as classes of their own.
 *
 * @param trainAlphabets number of alphabets to train on, 1 … 999
 * @param validationAlphabets 1 … 999
 * @param testAlphabets 1 … 999
 * @param characters characters in an alphabet, 1 … 60
 * @param hands drawings of each character, every one by another hand, 1 … 1000
 * @param turns whether training uses turned characters
 * @param seed another seed gives other alphabets
 */
public record Glyphs(
    int trainAlphabets,
    int validationAlphabets,
    int testAlphabets,
    int characters,
    int hands,
    boolean turns,
    long seed) {
  private static final String GENERATOR = "glyphs, generator 1";

  /**
   * Characters that are more alike than this (cosine of their blurred pictures) count as the same …
   */
  private static final double ALIKE = 0.85;

  /** … but a little less so with every attempt: a simple style has only so many characters. */
  private static final double PATIENCE = 1e-4;

  /**
   * The least share of the ink of a character's lines that is seen: no scribble of lines upon
   * lines.
   */
  private static final double LEGIBLE = 0.85;

  /** The least length of a character's lines together, as a multiple of its usual height. */
  private static final double SHORTEST = 1.8;

  public Glyphs {
    inRange("train alphabets", trainAlphabets, 999);
    inRange("validation alphabets", validationAlphabets, 999);
    inRange("test alphabets", testAlphabets, 999);
    inRange("characters", characters, 60);
    inRange("hands", hands, 1000);
  }

  private static void inRange(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new UsageException(what + " must be 1 … " + most + ", but are " + value);
    }
  }

  /** 80, 10 and 20 alphabets of 25 characters, drawn by 20 hands; training with turns. */
  public static Glyphs standard() {
    return new Glyphs(80, 10, 20, 25, 20, true, 0);
  }

  /** Invents and draws all characters; the standard set takes a second or two. */
  public ClassTasks tasks() {
    List<String> alphabets = new ArrayList<>();
    for (Split split : Split.values()) {
      for (int i = 1; i <= alphabets(split); i++) {
        alphabets.add("%s%02d".formatted(split.label(), i));
      }
    }
    List<List<Drawn>> drawn =
        Threads.map(Threads.FEW, alphabets.size(), i -> alphabet(alphabets.get(i)));
    Characters pool =
        new Characters(
            GENERATOR + ", turns " + turns, drawn.stream().flatMap(List::stream).toList());
    return new ClassTasks("glyphs", new SplitClasses(pool, this::split));
  }

  private int alphabets(Split split) {
    return switch (split) {
      case TRAIN -> trainAlphabets;
      case VALIDATION -> validationAlphabets;
      case TEST -> testAlphabets;
    };
  }

  private Optional<Split> split(String className) {
    for (Split split : Split.values()) {
      if (className.startsWith(split.label())) {
        boolean turned = !className.endsWith("/rot000");
        return turned && !(turns && split == Split.TRAIN) ? Optional.empty() : Optional.of(split);
      }
    }
    throw new IllegalStateException("class " + className + " is of no split");
  }

  private List<Drawn> alphabet(String name) {
    RandomKey key = RandomKey.of(seed).fold(GENERATOR).fold(name);
    GlyphStyle style = GlyphStyle.of(key.fold("style"));
    List<GlyphHand> writers = new ArrayList<>();
    for (int hand = 0; hand < hands; hand++) {
      writers.add(GlyphHand.of(key.fold("hand").fold(hand)));
    }
    List<List<Stroke>> inventions = distinct(style, key.fold("character"));
    List<Drawn> result = new ArrayList<>();
    for (int c = 0; c < characters; c++) {
      byte[] drawings = new byte[hands * Characters.PIXELS];
      for (int hand = 0; hand < hands; hand++) {
        RandomKey drawing = key.fold("drawing").fold(c).fold(hand);
        Characters.put(
            writers.get(hand).draw(inventions.get(c), drawing).small().values(), drawings, hand);
      }
      result.add(new Drawn("%s/character%02d".formatted(name, c + 1), drawings));
    }
    return result;
  }

  /** As many characters as are wanted, no two alike. */
  private List<List<Stroke>> distinct(GlyphStyle style, RandomKey key) {
    List<List<Stroke>> inventions = new ArrayList<>();
    List<float[]> looks = new ArrayList<>();
    for (long attempt = 0; inventions.size() < characters; attempt++) {
      List<Stroke> invention = style.invent(key.fold(attempt));
      Paper drawn = GlyphHand.EXACT.draw(invention, RandomKey.of(0));
      if (legible(invention, drawn)) {
        float[] look = drawn.small().resized(9, 9).values();
        double tooAlike = ALIKE + attempt * PATIENCE;
        if (looks.stream().allMatch(other -> cosine(look, other) < tooAlike)) {
          inventions.add(invention);
          looks.add(look);
        }
      }
    }
    return inventions;
  }

  private static boolean legible(List<Stroke> character, Paper drawn) {
    double length = character.stream().mapToDouble(Stroke::length).sum();
    double ink = length * GlyphHand.EXACT.size() * 2 * GlyphHand.EXACT.pen();
    return length > SHORTEST && drawn.inked() > LEGIBLE * ink;
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
