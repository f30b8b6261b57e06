package dev.quickstudy.data.characters;

import dev.quickstudy.tensor.RandomKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What the characters of a generated alphabet have in common, and how one is invented. Strokes go
 * from node to node of a small grid, straight, bowed or in one swing; strokes after the first
 * mostly begin on an earlier one.
 *
 * @param columns columns of the grid, 2 … 4
 * @param rows rows of the grid, 2 … 4
 * @param aspect width by height of the grid
 * @param size the longer side of its characters, about
 * @param strokes mean number of strokes in a character
 * @param pieces mean number of pieces, from node to node, in a stroke
 * @param squareness chance that a slanted piece is thought better of, in favour of an upright or
 *     level one
 * @param swing share of strokes that run through their nodes in one swing, without corners
 * @param bows share of pieces that are bowed in other strokes
 * @param attachment share of strokes that begin on an earlier one
 * @param loops chance that a stroke ends in a loop
 * @param dots chance of a dot beside a character
 * @param looseness how far nodes stray from the grid, as a share of its spacing
 * @param habit share of strokes that are taken from the alphabet's stock
 * @param stock strokes that come again and again
 */
record GlyphStyle(
    int columns,
    int rows,
    double aspect,
    double size,
    double strokes,
    double pieces,
    double squareness,
    double swing,
    double bows,
    double attachment,
    double loops,
    double dots,
    double looseness,
    double habit,
    List<Stroke> stock) {
  private static final int MOST_STROKES = 5;
  private static final int MOST_PIECES = 6;

  /** An alphabet's style. */
  static GlyphStyle of(RandomKey key) {
    RandomKey.Stream random = key.stream();
    List<Stroke> stock = new ArrayList<>();
    GlyphStyle style =
        new GlyphStyle(
            2 + random.below(3),
            2 + random.below(3),
            random.uniform(0.65, 1.5),
            random.uniform(0.75, 1.25),
            random.uniform(2, 5),
            random.uniform(2, 5),
            random.uniform(0.2, 1),
            random.uniform(-0.1, 1.1),
            random.uniform(0, 0.8),
            random.uniform(0.6, 1),
            random.uniform(-0.1, 0.3),
            random.uniform(-0.2, 0.3),
            random.uniform(0, 0.25),
            random.uniform(-0.2, 0.5),
            stock);
    int shapes = 2 + random.below(3);
    for (int i = 0; i < shapes; i++) {
      stock.add(style.stroke(List.of(), random));
    }
    return style;
  }

  /** A new character with its middle at 0; its longer side is about {@link #size}. */
  List<Stroke> invent(RandomKey key) {
    RandomKey.Stream random = key.stream();
    int count = number(strokes, MOST_STROKES, random);
    List<Stroke> character = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean habitual = random.uniform() < habit;
      character.add(habitual ? stock.get(random.below(stock.size())) : stroke(character, random));
    }
    if (random.uniform() < dots) {
      character.add(dot(random.uniform() * wide(), random.uniform() * high()));
    }
    return framed(character, size * random.uniform(0.75, 1.15));
  }

  private double wide() {
    return StrictMath.sqrt(aspect);
  }

  private double high() {
    return 1 / StrictMath.sqrt(aspect);
  }

  private Stroke stroke(List<Stroke> earlier, RandomKey.Stream random) {
    int pieceCount = number(pieces, MOST_PIECES, random);
    double[] x = new double[pieceCount + 1];
    double[] y = new double[pieceCount + 1];
    if (!earlier.isEmpty() && random.uniform() < attachment) {
      Stroke other = earlier.get(random.below(earlier.size()));
      int spot = other.at(spot(random));
      x[0] = other.x[spot];
      y[0] = other.y[spot];
    } else {
      x[0] = column(random.below(columns), random);
      y[0] = row(random.below(rows), random);
    }
    for (int i = 1; i <= pieceCount; i++) {
      move(x, y, i, random);
    }
    Stroke.Path path = new Stroke.Path();
    if (random.uniform() < swing) {
      path.swing(x, y);
    } else {
      for (int i = 0; i < pieceCount; i++) {
        double bow = random.uniform() < bows ? sign(random) * random.uniform(0.15, 0.5) : 0;
        path.bow(x[i], y[i], x[i + 1], y[i + 1], bow);
      }
    }
    if (random.uniform() < loops) {
      path.loop(random.uniform(0.08, 0.2), sign(random));
    }
    return path.stroke();
  }

  /**
   * Chooses the next node: not too near, not straight back, and level or upright as the style
   * likes.
   */
  private void move(double[] x, double[] y, int i, RandomKey.Stream random) {
    for (int attempt = 0; ; attempt++) {
      x[i] = column(random.below(columns), random);
      y[i] = row(random.below(rows), random);
      double dx = x[i] - x[i - 1];
      double dy = y[i] - y[i - 1];
      double length = StrictMath.sqrt(dx * dx + dy * dy);
      boolean square = Math.min(Math.abs(dx), Math.abs(dy)) < 0.15 * length;
      boolean back = false;
      if (i > 1) {
        double px = x[i - 1] - x[i - 2];
        double py = y[i - 1] - y[i - 2];
        back = px * dx + py * dy < -0.8 * length * StrictMath.sqrt(px * px + py * py);
      }
      boolean liked = square || random.uniform() >= squareness;
      if (attempt == 50 || (length > 0.25 && !back && liked)) {
        return;
      }
    }
  }

  private double column(int number, RandomKey.Stream random) {
    return (number + looseness * random.uniform(-1, 1)) / (columns - 1) * wide();
  }

  private double row(int number, RandomKey.Stream random) {
    return (number + looseness * random.uniform(-1, 1)) / (rows - 1) * high();
  }

  /** Where on an earlier stroke another begins: at an end, in the middle, or anywhere. */
  private static double spot(RandomKey.Stream random) {
    double where = random.uniform();
    if (where < 0.3) {
      return 0;
    }
    if (where < 0.55) {
      return 1;
    }
    return where < 0.75 ? 0.5 : random.uniform(0.15, 0.85);
  }

  private static int sign(RandomKey.Stream random) {
    return random.uniform() < 0.5 ? 1 : -1;
  }

  private static Stroke dot(double x, double y) {
    Stroke.Path path = new Stroke.Path();
    path.to(x, y);
    path.loop(0.02, 1);
    return path.stroke();
  }

  /** A number from 1 on with about the given mean. */
  private static int number(double mean, int most, RandomKey.Stream random) {
    int number = 1;
    while (number < most && random.uniform() < 1 - 1 / mean) {
      number++;
    }
    return number;
  }

  /** Into a frame with its middle at 0. */
  private static List<Stroke> framed(List<Stroke> strokes, double longerSide) {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (Stroke stroke : strokes) {
      for (int i = 0; i < stroke.points(); i++) {
        left = Math.min(left, stroke.x[i]);
        right = Math.max(right, stroke.x[i]);
        top = Math.min(top, stroke.y[i]);
        bottom = Math.max(bottom, stroke.y[i]);
      }
    }
    double scale = longerSide / Math.max(right - left, bottom - top);
    double middleX = (left + right) / 2;
    double middleY = (top + bottom) / 2;
    return strokes.stream()
        .map(s -> s.mapped(x -> (x - middleX) * scale, y -> (y - middleY) * scale))
        .toList();
  }
}
