package dev.quickstudy.nn.layers;

import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;

/**
 * Drops squares of neighbouring numbers from maps, in each map others, and scales what is left so
 * that as much comes through as before (Ghiasi, Lin and Le 2018, algorithm 1). Squares of one pixel
 * are dropout.
 */
public final class DropBlock {
  private DropBlock() {}

  /**
   * What is left of maps.
   *
   * @param x {@code [N, channels, side, side]}
   * @param rate about which share is dropped, 0 … 1 (exclusive); squares that overlap make it less
   * @param block side of a square; in smaller maps, all of a map is one
   */
  public static Tensor apply(Tensor x, double rate, int block, RandomKey key) {
    float[] kept = mask((int) (x.size(0) * x.size(1)), (int) x.size(2), rate, block, key);
    double count = 0;
    for (float one : kept) {
      count += one;
    }
    Tensor mask = Tensor.of(kept, x.shape()).to(x.type());
    return x.times(mask).times(kept.length / Math.max(1, count));
  }

  /** For each map, row by row, 0 what is dropped and 1 elsewhere. */
  static float[] mask(int maps, int side, double rate, int block, RandomKey key) {
    float[] mask = new float[maps * side * side];
    Arrays.fill(mask, 1);
    int edge = Math.min(block, side);
    int places = side - edge + 1;
    int corners = places * places;
    double chance = rate / (edge * edge) * side * side / corners; // eq. 1
    // From one corner of a square to the next it is a geometric number of places: far fewer random
    // numbers than one a place.
    RandomKey.Stream stream = key.stream();
    double decay = StrictMath.log1p(-Math.min(chance, 1));
    int last = maps * corners;
    for (long at = skip(stream, decay, last); at < last; at += 1 + skip(stream, decay, last)) {
      int map = (int) at / corners;
      int corner = (int) at % corners;
      int first = (map * side + corner / places) * side + corner % places;
      for (int row = 0; row < edge; row++) {
        Arrays.fill(mask, first + row * side, first + row * side + edge, 0);
      }
    }
    return mask;
  }

  private static long skip(RandomKey.Stream stream, double decay, int most) {
    return (long) Math.min(most, StrictMath.log1p(-stream.uniform()) / decay);
  }
}
