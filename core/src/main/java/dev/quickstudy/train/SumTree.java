package dev.quickstudy.train;

import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * Adds the leaves of a step along a fixed binary tree: leaf 2i with leaf 2i + 1, the sums of those
 * in the same way, and so on; the last of an odd number goes up as it is. Floating-point sums
 * depend on their order, and this one depends on the number of leaves alone: not on who computed
 * which, nor on what came first. Whatever can be added is added at once.
 *
 * <p>A tree is used by one thread at a time.
 */
public final class SumTree implements AutoCloseable {
  private final int leaves;
  private final BitSet counted = new BitSet();

  /** By the first leaf of each. No two of them can be added. */
  private final TreeMap<Integer, GradientSum> nodes = new TreeMap<>();

  /**
   * A tree in which nothing has been counted.
   *
   * @param leaves of the whole step, at least 1
   */
  public SumTree(int leaves) {
    if (leaves < 1) {
      throw new UsageException("a step has at least 1 leaf, but here are " + leaves);
    }
    this.leaves = leaves;
  }

  /**
   * Counts a sum.
   *
   * @param sum of one leaf or of more; the tree owns it from now on, also if it is refused
   * @throws UsageException if the step has no such leaves, or some of them have been counted
   */
  public void add(GradientSum sum) {
    try {
      int first = first(sum);
      int end = end(sum);
      Checks.require(
          first < end && sum.level() <= top(),
          "a step of %d leaves has no sum number %d of level %d"
              .formatted(leaves, sum.index(), sum.level()));
      int twice = counted.nextSetBit(first);
      Checks.require(
          twice < 0 || twice >= end,
          "leaf %d of the step is counted twice; add each leaf once".formatted(twice));
      counted.set(first, end);
    } catch (UsageException e) {
      sum.close();
      throw e;
    }
    GradientSum node = sum;
    while (node.level() < top()) {
      int beside = node.index() ^ 1;
      int start = beside << node.level();
      GradientSum other = nodes.get(start);
      if (start >= leaves) {
        node = node.alone();
      } else if (other != null && other.level() == node.level()) {
        nodes.remove(start);
        node = beside < node.index() ? other.plus(node) : node.plus(other);
      } else {
        break;
      }
    }
    nodes.put(first(node), node);
  }

  /**
   * Hands over the sums that have been counted but cannot be added further here: at most two of
   * each level where neighbouring leaves were counted. The tree is then empty, though what was
   * counted stays counted.
   *
   * @return in the order of their leaves; owned by the caller
   */
  public List<GradientSum> nodes() {
    List<GradientSum> all = new ArrayList<>(nodes.values());
    nodes.clear();
    return all;
  }

  /** The leaves that have not been counted, in order. */
  public List<Integer> missing() {
    List<Integer> missing = new ArrayList<>();
    for (int i = counted.nextClearBit(0); i < leaves; i = counted.nextClearBit(i + 1)) {
      missing.add(i);
    }
    return missing;
  }

  /**
   * Hands over the sum of all leaves.
   *
   * @return owned by the caller
   * @throws UsageException if leaves are missing, or were handed over before
   */
  public GradientSum whole() {
    Checks.require(
        missing().isEmpty() && nodes.size() == 1,
        "the sum of a step of %d leaves is not whole: leaves %s are missing"
            .formatted(leaves, missing()));
    return nodes().get(0);
  }

  /** Whether a sum is that of all leaves. */
  boolean isWhole(GradientSum sum) {
    return sum.level() == top() && sum.index() == 0;
  }

  /** The level of the sum of all leaves. */
  private int top() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(leaves - 1);
  }

  private int first(GradientSum sum) {
    return sum.index() << sum.level();
  }

  private int end(GradientSum sum) {
    return (int) Math.min(leaves, (sum.index() + 1L) << sum.level());
  }

  /** Frees what was not handed over. */
  @Override
  public void close() {
    nodes().forEach(GradientSum::close);
  }
}
