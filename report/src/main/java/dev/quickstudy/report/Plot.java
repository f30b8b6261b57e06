package dev.quickstudy.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * A picture of values in two directions, drawn as SVG. Colours come from the page's style sheet, so
 * that it is right in the light and in the dark.
 *
 * @param x from left to right
 * @param y from below
 */
record Plot(Axis x, Axis y, int width, int height, Room room) {
  /** The margins around the values. */
  record Room(int left, int right, int top, int bottom) {
    /** Enough for marks and words on two sides. */
    static final Room AXES = new Room(52, 14, 14, 42);

    /** Nothing but a little air. */
    static final Room AIR = new Room(14, 14, 14, 14);
  }

  /** Colours that the style sheet has for marks. */
  private static final int HUES = 8;

  /** Outlines of marks, from their centre. */
  private static final List<String> SHAPES =
      List.of(
          "m-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0z",
          "m-4,-4h8v8h-8z",
          "m0,-5.2l5,9h-10z",
          "m0,-5.6l5,5.6l-5,5.6l-5,-5.6z",
          "m-1.6,-5h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z");

  /** A place in the plot. */
  record Point(double x, double y) {}

  double acrossOf(double value) {
    return room.left() + x.share(value) * (width - room.left() - room.right());
  }

  double downOf(double value) {
    return height - room.bottom() - y.share(value) * (height - room.top() - room.bottom());
  }

  /**
   * The picture.
   *
   * @param says what it shows, for those who do not see it
   * @param content draws what is in it
   */
  void draw(Html html, String says, Runnable content) {
    html.in(
        "svg",
        content,
        "class",
        "plot",
        "viewBox",
        "0 0 " + width + " " + height,
        "role",
        "img",
        "aria-label",
        says);
  }

  /** Marks on both sides, and what they count. */
  void axes(Html html, String across, DoubleFunction<String> ofX, DoubleFunction<String> ofY) {
    for (double mark : y.marks()) {
      line(html, "grid", x.least(), mark, x.most(), mark);
      words(html, "tick end", room.left() - 8, downOf(mark) + 4, ofY.apply(mark));
    }
    for (double mark : x.marks()) {
      words(html, "tick middle", acrossOf(mark), height - room.bottom() + 18, ofX.apply(mark));
    }
    words(html, "tick middle", (room.left() + width - room.right()) / 2.0, height - 6, across);
  }

  private void line(Html html, String style, double x1, double y1, double x2, double y2) {
    html.in(
        "line",
        () -> {},
        "class",
        style,
        "x1",
        number(acrossOf(x1)),
        "y1",
        number(downOf(y1)),
        "x2",
        number(acrossOf(x2)),
        "y2",
        number(downOf(y2)));
  }

  /** Words at a place in the picture's own units. */
  void words(Html html, String style, double across, double down, String words) {
    html.leaf("text", words, "class", style, "x", number(across), "y", number(down));
  }

  /** A line through points. */
  void curve(Html html, String style, List<Point> points) {
    html.in("polyline", () -> {}, "class", style, "points", path(points));
  }

  /** What lies between two lines. */
  void band(Html html, List<Point> around) {
    html.in("polygon", () -> {}, "class", "band", "points", path(around));
  }

  /** A dot; {@code says} shows when one points at it. */
  void dot(Html html, String style, Point at, double radius, String says) {
    html.in(
        "circle",
        () -> html.leaf("title", says),
        "class",
        style,
        "cx",
        number(acrossOf(at.x())),
        "cy",
        number(downOf(at.y())),
        "r",
        number(radius));
  }

  /**
   * A mark of one of several shapes: circle, square, triangle, diamond, cross.
   *
   * @param kind which colour and shape, from 0; they come again after a while
   */
  void mark(Html html, int kind, Point at, String says) {
    mark(html, kind, acrossOf(at.x()), downOf(at.y()), says);
  }

  /** A mark by itself, in the middle of 16 × 16 units. */
  static void sample(Html html, int kind) {
    mark(html, kind, 8, 8, "");
  }

  private static void mark(Html html, int kind, double across, double down, String says) {
    html.in(
        "path",
        () -> html.leaf("title", says),
        "class",
        "mark hue" + kind % HUES,
        "d",
        "M" + number(across) + "," + number(down) + SHAPES.get(kind % SHAPES.size()));
  }

  private String path(List<Point> points) {
    return points.stream()
        .map(point -> number(acrossOf(point.x())) + "," + number(downOf(point.y())))
        .collect(Collectors.joining(" "));
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
