package dev.quickstudy.data.characters;

import dev.quickstudy.data.pictures.GreyPicture;

/** A sheet to draw on with a pen: pixels with ink or without, as many as in Omniglot's pictures. */
final class Paper {
  static final int SIDE = 105;

  private final float[] ink = new float[SIDE * SIDE];

  /**
   * Moves a round pen through points that are close together; what is off the sheet leaves no ink.
   */
  void draw(double[] x, double[] y, double radius) {
    for (int i = 0; i < x.length; i++) {
      int left = Math.max(0, (int) Math.ceil(x[i] - radius));
      int right = Math.min(SIDE - 1, (int) Math.floor(x[i] + radius));
      int top = Math.max(0, (int) Math.ceil(y[i] - radius));
      int bottom = Math.min(SIDE - 1, (int) Math.floor(y[i] + radius));
      for (int v = top; v <= bottom; v++) {
        for (int u = left; u <= right; u++) {
          double dx = u - x[i];
          double dy = v - y[i];
          if (dx * dx + dy * dy <= radius * radius) {
            ink[v * SIDE + u] = 1;
          }
        }
      }
    }
  }

  /** Number of pixels with ink. */
  int inked() {
    int count = 0;
    for (float pixel : ink) {
      count += pixel > 0 ? 1 : 0;
    }
    return count;
  }

  /** The sheet as a picture of the size that learners see. */
  GreyPicture small() {
    return new GreyPicture(SIDE, SIDE, ink).resized(Characters.SIDE, Characters.SIDE);
  }
}
