package dev.quickstudy.nn;

import dev.quickstudy.tensor.Autograd;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An immutable, ordered map from names to tensors that knows whether it carries a task axis: either
 * each tensor is shared by all tasks, {@code […]}, or each holds one value a task, {@code [T, …]}.
 */
public final class Params {
  private static final Params EMPTY = new Params(new LinkedHashMap<>(), false);

  private final Map<String, Tensor> tensors;
  private final boolean perTask;

  /** Takes the map over; it must keep its order. */
  private Params(Map<String, Tensor> tensors, boolean perTask) {
    this.tensors = Collections.unmodifiableMap(tensors);
    this.perTask = perTask;
  }

  /** No params. */
  public static Params empty() {
    return EMPTY;
  }

  /** Params shared by all tasks, in the map's order. */
  public static Params of(Map<String, Tensor> tensors) {
    return new Params(new LinkedHashMap<>(tensors), false);
  }

  /** Params with a leading task axis, in the map's order. */
  public static Params perTask(Map<String, Tensor> tensors) {
    return new Params(new LinkedHashMap<>(tensors), true);
  }

  /** Names and tensors, in order. */
  public Map<String, Tensor> asMap() {
    return tensors;
  }

  /** The names, in order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** The tensors, in order. */
  public List<Tensor> tensors() {
    return new ArrayList<>(tensors.values());
  }

  /** Whether the tensors have a leading task axis. */
  public boolean perTask() {
    return perTask;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return tensors.isEmpty();
  }

  /** How many numbers the tensors hold together. */
  public long elements() {
    return tensors.values().stream().mapToLong(Tensor::elements).sum();
  }

  /**
   * One tensor.
   *
   * @throws UsageException if there is none of that name
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new UsageException("there is no tensor '" + name + "' among " + names());
    }
    return tensor;
  }

  /** A function of each tensor. */
  public Params map(UnaryOperator<Tensor> function) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> result.put(name, function.apply(tensor)));
    return new Params(result, perTask);
  }

  /**
   * A function of each tensor and the other's tensor of that name. The result has a task axis if
   * either has.
   *
   * @throws UsageException if the names differ
   */
  public Params zip(Params other, BinaryOperator<Tensor> function) {
    if (!names().equals(other.names())) {
      throw new UsageException("params " + names() + " do not match params " + other.names());
    }
    Map<String, Tensor> result = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> result.put(name, function.apply(tensor, other.get(name))));
    return new Params(result, perTask || other.perTask);
  }

  /** Sum, tensor by tensor. */
  public Params plus(Params other) {
    return zip(other, Tensor::plus);
  }

  /** Difference, tensor by tensor. */
  public Params minus(Params other) {
    return zip(other, Tensor::minus);
  }

  /** Product with a number. */
  public Params times(double number) {
    return map(tensor -> tensor.times(number));
  }

  /** The params whose names satisfy a condition. */
  public Params select(Predicate<String> condition) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (condition.test(name)) {
            result.put(name, tensor);
          }
        });
    return new Params(result, perTask);
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * These params with others in the place of their namesakes; new names follow. The result has a
   * task axis, which both must have if either has.
   */
  public Params with(Params others) {
    if (others.isEmpty()) {
      return this;
    }
    if (!isEmpty() && perTask != others.perTask) {
      throw new UsageException(
          "shared params and params of single tasks do not mix; call forTasks on the shared ones");
    }
    Map<String, Tensor> result = new LinkedHashMap<>(tensors);
    result.putAll(others.tensors);
    return new Params(result, others.perTask);
  }

  /** Those of the tensors that a layout declares, by name. */
  public Params select(Layout layout) {
    return select(layout.names()::contains);
  }

  /** Those of the tensors that a layout does not declare. */
  public Params without(Layout layout) {
    return select(name -> !layout.names().contains(name));
  }

  /** These params followed by others, whose names must be new. */
  public Params join(Params others) {
    Map<String, Tensor> result = new LinkedHashMap<>(tensors);
    others.tensors.forEach(
        (name, tensor) -> {
          if (result.put(name, tensor) != null) {
            throw new UsageException("two tensors are called '" + name + "'");
          }
        });
    return new Params(result, isEmpty() ? others.perTask : perTask);
  }

  /** The same tensors under {@code prefix + name}. */
  public Params prefixed(String prefix) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> result.put(prefix + name, tensor));
    return new Params(result, perTask);
  }

  /** The tensors whose names start with {@code prefix}, without it. */
  public Params under(String prefix) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            result.put(name.substring(prefix.length()), tensor);
          }
        });
    return new Params(result, perTask);
  }

  /** One copy for each task: {@code […]} becomes {@code [tasks, …]}, without copying memory. */
  public Params forTasks(int tasks) {
    if (perTask) {
      return this;
    }
    Map<String, Tensor> result = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          long[] shape = tensor.shape();
          long[] wanted = new long[shape.length + 1];
          wanted[0] = tasks;
          System.arraycopy(shape, 0, wanted, 1, shape.length);
          result.put(name, tensor.unsqueeze(0).expand(wanted));
        });
    return new Params(result, true);
  }

  /**
   * The params of one task: {@code [T, …]} becomes {@code […]}; shared params are what they are.
   */
  public Params task(int index) {
    if (!perTask) {
      return this;
    }
    Map<String, Tensor> result = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> result.put(name, tensor.select(0, index)));
    return new Params(result, false);
  }

  /** Params of single tasks side by side, with a task axis. */
  public static Params stack(List<Params> tasks) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    for (String name : tasks.get(0).names()) {
      result.put(name, Tensor.stack(0, tasks.stream().map(task -> task.get(name)).toList()));
    }
    return new Params(result, true);
  }

  /**
   * Each task's tensors times a number of its own.
   *
   * @param numbers {@code [T]}
   */
  public Params timesEach(Tensor numbers) {
    return map(
        tensor -> {
          long[] shape = new long[tensor.rank()];
          Arrays.fill(shape, 1);
          shape[0] = numbers.size(0);
          return tensor.times(numbers.reshape(shape));
        });
  }

  /** The mean over tasks: {@code [T, …]} becomes {@code […]}. */
  public Params meanOverTasks() {
    if (!perTask) {
      return this;
    }
    Map<String, Tensor> result = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> result.put(name, tensor.mean(false, 0)));
    return new Params(result, false);
  }

  /** The same memory, cut off from the graph. */
  public Params detach() {
    return map(Tensor::detach);
  }

  /** The same memory as new variables that gradients can be taken in. */
  public Params variables() {
    return map(Tensor::variable);
  }

  /** The gradients of a scalar in these params; see {@link Autograd#grad}. */
  public Params gradients(Tensor loss, boolean createGraph) {
    List<Tensor> gradients = Autograd.grad(loss, tensors(), createGraph);
    Map<String, Tensor> result = new LinkedHashMap<>();
    int i = 0;
    for (String name : names()) {
      result.put(name, gradients.get(i++));
    }
    return new Params(result, perTask);
  }

  /** The same numbers in another precision. */
  public Params to(DType type) {
    return map(tensor -> tensor.to(type));
  }

  /** Hands all tensors to a scope that is to own them. */
  public Params ownedBy(Scope scope) {
    tensors.values().forEach(scope::adopt);
    return this;
  }

  /** Whether no number is infinite or not a number. */
  public boolean allFinite() {
    return tensors.values().stream().allMatch(Tensor::allFinite);
  }

  @Override
  public String toString() {
    return "Params" + (perTask ? "[per task]" : "") + tensors;
  }
}
