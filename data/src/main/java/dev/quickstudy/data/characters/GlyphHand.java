package dev.quickstudy.data.characters;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import java.util.List;

/**
 * A simulated writer: the same character comes out a little different each time, and more different
 * from another hand.
 *
 * @param slant how far the top leans to the left, by height
 * @param turn radians
 * @param size length of a character's longer side on paper, in pixels of {@link Paper}
 * @param stretch width by height, beside the alphabet's own
 * @param pen half the width of a line in pixels
 * @param sloppiness how far strokes stray, as a multiple of the usual
 * @param roundness how much corners are cut, in points of a stroke
 */
record GlyphHand(
    double slant,
    double turn,
    double size,
    double stretch,
    double pen,
    double sloppiness,
    int roundness) {
  private static final int WARP_KNOTS = 3;
  private static final double WARP = 0.045;
  private static final double STROKE_SHIFT = 0.025;
  private static final double STROKE_TURN = 0.08;
  private static final double STROKE_SCALE = 0.07;
  private static final double WOBBLE = 0.026;
  private static final int WOBBLE_POINTS = 17;
  private static final double TREMOR = 0.01;
  private static final int TREMOR_POINTS = 5;
  private static final double PLACE = 5;

  /** A hand that draws exactly what was meant. */
  static final GlyphHand EXACT = new GlyphHand(0, 0, 60, 1, 2.2, 0, 0);

  static GlyphHand of(RandomKey key) {
    RandomKey.Stream random = key.stream();
    return new GlyphHand(
        0.12 * random.normal(),
        0.08 * random.normal(),
        61 * StrictMath.exp(0.1 * random.normal()),
        StrictMath.exp(0.1 * random.normal()),
        random.uniform(1.9, 2.6),
        random.uniform(0.6, 1.5),
        random.below(6));
  }

  /** Draws a character as {@link GlyphStyle#invent} gives it. */
  Paper draw(List<Stroke> character, RandomKey key) {
    RandomKey.Stream random = key.stream();
    double sizeNow = size * StrictMath.exp(0.08 * sloppiness * random.normal());
    double turnNow = turn + 0.05 * sloppiness * random.normal();
    double cos = StrictMath.cos(turnNow) * sizeNow;
    double sin = StrictMath.sin(turnNow) * sizeNow;
    double wide = StrictMath.sqrt(stretch * StrictMath.exp(0.08 * sloppiness * random.normal()));
    double lean = slant + 0.05 * sloppiness * random.normal();
    double middleX = Paper.SIDE / 2.0 + PLACE * sloppiness * random.normal();
    double middleY = Paper.SIDE / 2.0 + PLACE * sloppiness * random.normal();
    double[] warpX = normals((WARP_KNOTS + 1) * (WARP_KNOTS + 1), WARP * sloppiness, random);
    double[] warpY = normals((WARP_KNOTS + 1) * (WARP_KNOTS + 1), WARP * sloppiness, random);
    Paper paper = new Paper();
    for (Stroke clean : character) {
      Stroke stroke = rounded(strayed(clean, random));
      double[] x = new double[stroke.points()];
      double[] y = new double[stroke.points()];
      for (int i = 0; i < x.length; i++) {
        double u = stroke.x[i] + warped(warpX, stroke.x[i], stroke.y[i]);
        double v = stroke.y[i] + warped(warpY, stroke.x[i], stroke.y[i]);
        u = (u + lean * v) * wide;
        v = v / wide;
        x[i] = middleX + cos * u - sin * v;
        y[i] = middleY + sin * u + cos * v;
      }
      paper.draw(x, y, pen);
    }
    return paper;
  }

  /** A stroke shifted, turned and scaled by itself, and drawn with an unsteady hand. */
  private Stroke strayed(Stroke stroke, RandomKey.Stream random) {
    int points = stroke.points();
    double angle = STROKE_TURN * sloppiness * random.normal();
    double scale = StrictMath.exp(STROKE_SCALE * sloppiness * random.normal());
    double cos = StrictMath.cos(angle) * scale;
    double sin = StrictMath.sin(angle) * scale;
    double middleX = stroke.x[points / 2];
    double middleY = stroke.y[points / 2];
    double right = middleX + STROKE_SHIFT * sloppiness * random.normal();
    double down = middleY + STROKE_SHIFT * sloppiness * random.normal();
    double[] x = new double[points];
    double[] y = new double[points];
    for (double[] axis : new double[][] {x, y}) {
      addWaves(axis, WOBBLE * sloppiness, WOBBLE_POINTS, random);
      addWaves(axis, TREMOR * sloppiness, TREMOR_POINTS, random);
    }
    for (int i = 0; i < points; i++) {
      double u = stroke.x[i] - middleX;
      double v = stroke.y[i] - middleY;
      x[i] += right + cos * u - sin * v;
      y[i] += down + sin * u + cos * v;
    }
    return new Stroke(x, y);
  }

  /** Adds random waves: up to {@code height} at knots so many points apart, smooth between them. */
  private static void addWaves(double[] to, double height, int apart, RandomKey.Stream random) {
    double from = random.uniform(-height, height);
    for (int start = 0; start < to.length; start += apart) {
      double next = random.uniform(-height, height);
      for (int i = 0; i < apart && start + i < to.length; i++) {
        to[start + i] += from + (next - from) * smooth((double) i / apart);
      }
      from = next;
    }
  }

  /**
   * Each point becomes the mean of its neighbours on both sides, as many as there are up to {@link
   * #roundness}.
   */
  private Stroke rounded(Stroke stroke) {
    return new Stroke(rounded(stroke.x), rounded(stroke.y));
  }

  private double[] rounded(double[] values) {
    double[] sums = new double[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      sums[i + 1] = sums[i] + values[i];
    }
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int reach = Math.min(roundness, Math.min(i, values.length - 1 - i));
      result[i] = (sums[i + reach + 1] - sums[i - reach]) / (2 * reach + 1);
    }
    return result;
  }

  /** A smooth field over the character's frame, given by its values at a grid of knots. */
  private static double warped(double[] knots, double x, double y) {
    double u = Math.min(Math.max((x + 0.5) * WARP_KNOTS, 0), WARP_KNOTS - 1e-9);
    double v = Math.min(Math.max((y + 0.5) * WARP_KNOTS, 0), WARP_KNOTS - 1e-9);
    int column = (int) u;
    int row = (int) v;
    double right = smooth(u - column);
    double down = smooth(v - row);
    int corner = row * (WARP_KNOTS + 1) + column;
    double top = knots[corner] + right * (knots[corner + 1] - knots[corner]);
    int below = corner + WARP_KNOTS + 1;
    double bottom = knots[below] + right * (knots[below + 1] - knots[below]);
    return top + down * (bottom - top);
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double[] normals(int count, double deviation, RandomKey.Stream random) {
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> deviation * random.normal());
    return numbers;
  }
}
