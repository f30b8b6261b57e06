package dev.quickstudy.nn;

import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The tensors that some {@link Params} have, in order, before they have numbers: what a network, a
 * head, a start or a transform declares. Immutable. It knows names, shapes and roles without memory
 * for a single weight, and {@link #init} makes the weights from it, so that the two cannot differ.
 */
public final class Layout {
  private static final Layout EMPTY = new Layout(Map.of());

  private final Map<String, TensorSpec> tensors;

  private Layout(Map<String, TensorSpec> tensors) {
    this.tensors = tensors;
  }

  /** No tensors. */
  public static Layout empty() {
    return EMPTY;
  }

  /**
   * Tensors in this order.
   *
   * @throws UsageException if two have one name
   */
  public static Layout of(TensorSpec... tensors) {
    return of(Arrays.asList(tensors));
  }

  /**
   * Tensors in this order.
   *
   * @throws UsageException if two have one name
   */
  public static Layout of(List<TensorSpec> tensors) {
    Map<String, TensorSpec> named = new LinkedHashMap<>();
    for (TensorSpec tensor : tensors) {
      if (named.put(tensor.name(), tensor) != null) {
        throw new UsageException("two tensors are called '" + tensor.name() + "'");
      }
    }
    return new Layout(named);
  }

  /** The tensors, in order. */
  public List<TensorSpec> tensors() {
    return List.copyOf(tensors.values());
  }

  /** Their names, in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return tensors.isEmpty();
  }

  /** One tensor; empty if there is none of that name. */
  public Optional<TensorSpec> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** How many numbers they hold together; {@link Long#MAX_VALUE} for more than that. */
  public long elements() {
    double about =
        tensors.values().stream().mapToDouble(tensor -> (double) tensor.elements()).sum();
    return about >= Long.MAX_VALUE
        ? Long.MAX_VALUE
        : tensors.values().stream().mapToLong(TensorSpec::elements).sum();
  }

  /**
   * These tensors followed by others.
   *
   * @throws UsageException if a name is in both
   */
  public Layout join(Layout others) {
    List<TensorSpec> all = new ArrayList<>(tensors.values());
    all.addAll(others.tensors.values());
    return of(all);
  }

  /** Those that satisfy a condition. */
  public Layout select(Predicate<TensorSpec> condition) {
    return of(tensors.values().stream().filter(condition).toList());
  }

  /** A function of each. */
  public Layout map(UnaryOperator<TensorSpec> function) {
    return of(tensors.values().stream().map(function).toList());
  }

  /** The same tensors as another part. */
  public Layout in(TensorSpec.Part part) {
    return map(tensor -> tensor.in(part));
  }

  /** The same tensors under {@code prefix + name}; they begin with the same numbers. */
  public Layout prefixed(String prefix) {
    return map(tensor -> tensor.named(prefix + tensor.name()));
  }

  /** The same tensors; they begin with the numbers of the key folded with a word. */
  public Layout keyed(String word) {
    return keyed(key -> key.fold(word));
  }

  /** The same tensors; they begin with the numbers of another key. */
  public Layout keyed(UnaryOperator<RandomKey> other) {
    return map(
        tensor -> tensor.beginning((key, shape) -> tensor.fresh().of(other.apply(key), shape)));
  }

  /** Fresh numbers, float32, in the current scope. */
  public Params init(RandomKey key) {
    Map<String, Tensor> fresh = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> fresh.put(name, tensor.fresh().of(key, tensor.dimensions())));
    return Params.of(fresh);
  }

  /** Name, role and shape of each. */
  @Override
  public String toString() {
    return tensors.values().stream()
        .map(tensor -> tensor.name() + " " + tensor.role() + " " + tensor.shape())
        .toList()
        .toString();
  }
}
