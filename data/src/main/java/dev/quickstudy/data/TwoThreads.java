package dev.quickstudy.data;

import java.util.List;
import java.util.function.IntFunction;

/** Work on two threads of its own: quick, without taking a big machine from its owner. */
final class TwoThreads {
  private TwoThreads() {}

  /** The results for 0 … count − 1, in order. The first failure, in that order, is thrown. */
  static <T> List<T> map(int count, IntFunction<T> work) {
    return Threads.map(2, count, work);
  }
}
