package dev.quickstudy.head.convex;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Weights;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A multi-class support vector machine (Crammer and Singer 2001) on embeddings, solved in its dual
 * (MetaOptNet: Lee, Maji, Ravichandran and Soatto 2019, eq. 6–8), with a learned scale of the
 * logits. Which constraints are active at the solution is found without a graph; then the equations
 * that it satisfies – with those constraints held – are solved as a linear system that gradients
 * flow through, which makes them exact (ibid., §3.2). A search that has found no optimum after 2¹⁴
 * sweeps is given up: then the system is solved with the constraints that it came to, and others
 * may be broken. All of this runs in float64, whatever the type of the embeddings. Any number of
 * ways and shots.
 *
 * @param c the greatest dual variable C, positive; published: 0.1
 * @param ridge added to the diagonal of the Gram matrix, positive, so that the solution is unique;
 *     the paper's program adds 1
 * @param form {@link LinearForm#PUBLISHED}: the scale is learned as its logarithm; or plain
 * @param scale that the logits' scale begins at, positive. The paper's program begins at 1 and
 *     moves it by gradient descent with rate 0.1 and momentum 0.9; Adam with a rate of 0.001 does
 *     not get far from there
 */
public record Svm(double c, double ridge, LinearForm form, double scale) implements Head {
  private static final String NAME = "svm";
  private static final int FIRST_SWEEPS = 16;
  private static final int MOST_SWEEPS = 1 << 14;

  public Svm {
    Checks.positive("c", c);
    Checks.positive("ridge", ridge);
    Checks.positive("scale", scale);
  }

  /** With a scale that begins at 10. */
  public static Svm of(double c, double ridge) {
    return new Svm(c, ridge, LinearForm.PUBLISHED, 10);
  }

  @Override
  public Layout layout(Network encoder) {
    return Layout.of(form.scale(NAME, scale));
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "support vector machines");
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  /** An example of weight w has the bound wC and the ridge's w-th part, as w of them would. */
  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Labels.requireEveryClass(embedded);
    Weights.column(embedded); // checks them
    int ways = Labels.ways(embedded);
    int count = embedded.count();
    long[] labels = embedded.y().toLongs();
    double[] counted = embedded.counted();
    Tensor z = embedded.x().to(DType.FLOAT64);
    Tensor grams = z.matmul(z.transpose(1, 2));
    List<Tensor> weights = new ArrayList<>();
    for (int t = 0; t < embedded.tasks(); t++) {
      int first = t * count;
      int[] there = IntStream.range(0, count).filter(i -> counted[first + i] > 0).toArray();
      int[] own = Arrays.stream(there).map(i -> (int) labels[first + i]).toArray();
      double[] bounds = Arrays.stream(there).mapToDouble(i -> c * counted[first + i]).toArray();
      double[] ridges = new double[there.length * there.length];
      for (int i = 0; i < there.length; i++) {
        ridges[i * there.length + i] = ridge / counted[first + there[i]];
      }
      Tensor rows = Tensor.of(Arrays.stream(there).asLongStream().toArray(), there.length);
      Tensor gram =
          grams
              .select(0, t)
              .indexSelect(0, rows)
              .indexSelect(1, rows)
              .plus(constant(ridges, z.type(), there.length, there.length));
      weights.add(
          z.select(0, t)
              .indexSelect(0, rows)
              .transpose(0, 1)
              .matmul(dual(gram, own, bounds, ways)));
    }
    return Params.perTask(Map.of("weights", Tensor.stack(0, weights).to(embedded.x().type())));
  }

  /**
   * The dual variables of one task. The search need not end: it is over as soon as the constraints
   * that it has made active give an optimum, or after {@link #MOST_SWEEPS} sweeps.
   *
   * @param gram with the ridge, float64 {@code [N, N]}
   * @param bounds the greatest dual variable of each example, C where it has no weight
   * @return {@code [N, ways]}
   */
  public static Tensor dual(Tensor gram, int[] own, double[] bounds, int ways) {
    SvmDual search = new SvmDual(gram.toDoubles(), own, bounds, ways);
    double[][] found = search.improve(FIRST_SWEEPS);
    for (int sweeps = FIRST_SWEEPS; sweeps < MOST_SWEEPS; sweeps *= 2) {
      try (Scope scope = Scope.open()) {
        if (search.optimal(differentiable(gram.detach(), found, own, bounds, ways).toDoubles())) {
          break;
        }
      }
      found = search.improve(sweeps);
    }
    return differentiable(gram, found, own, bounds, ways);
  }

  /**
   * The dual variables as a function of the Gram matrix: for those that are free, (Gα)ᵢₖ − [k = yᵢ]
   * = νᵢ and Σₖ αᵢₖ = 0.
   *
   * @return {@code [N, ways]}
   */
  private static Tensor differentiable(
      Tensor gram, double[][] found, int[] own, double[] bounds, int ways) {
    int count = own.length;
    List<int[]> free = new ArrayList<>();
    List<int[]> bound = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < ways; k++) {
        (SvmDual.atBound(found[i][k], bounds[i], k == own[i]) ? bound : free).add(new int[] {i, k});
      }
    }
    DType type = gram.type();
    int size = free.size();
    double[] constraint = new double[size * count];
    double[] right = new double[size];
    double[] sums = new double[count];
    for (int a = 0; a < size; a++) {
      constraint[a * count + free.get(a)[0]] = 1;
      right[a] = free.get(a)[1] == own[free.get(a)[0]] ? 1 : 0;
    }
    double[] held = new double[bound.size()];
    for (int b = 0; b < held.length; b++) {
      int i = bound.get(b)[0];
      held[b] = bound.get(b)[1] == own[i] ? bounds[i] : 0;
      sums[i] -= held[b];
    }
    Tensor onFree = constant(constraint, type, size, count);
    Tensor equations =
        Tensor.cat(
            0,
            List.of(
                Tensor.cat(1, List.of(block(gram, free, free), onFree.negate())),
                Tensor.cat(1, List.of(onFree.transpose(0, 1), Tensor.zeros(type, count, count)))));
    Tensor heldColumn = constant(held, type, held.length, 1);
    Tensor wanted = constant(right, type, size, 1);
    if (held.length > 0) {
      wanted = wanted.minus(block(gram, free, bound).matmul(heldColumn));
    }
    Tensor solved =
        LinearAlgebra.solve(
            equations, Tensor.cat(0, List.of(wanted, constant(sums, type, count, 1))));
    Tensor all = Tensor.cat(0, List.of(solved.slice(0, 0, size), heldColumn));
    long[] places = new long[count * ways];
    for (int a = 0; a < size; a++) {
      places[free.get(a)[0] * ways + free.get(a)[1]] = a;
    }
    for (int b = 0; b < held.length; b++) {
      places[bound.get(b)[0] * ways + bound.get(b)[1]] = (long) size + b;
    }
    return all.indexSelect(0, Tensor.of(places, places.length)).reshape(count, ways);
  }

  private static Tensor constant(double[] numbers, DType type, long... shape) {
    return Tensor.of(numbers, shape).to(type);
  }

  /** Entries of G ⊗ I between pairs (example, class). */
  private static Tensor block(Tensor gram, List<int[]> rows, List<int[]> columns) {
    double[] same = new double[rows.size() * columns.size()];
    for (int a = 0; a < rows.size(); a++) {
      for (int b = 0; b < columns.size(); b++) {
        same[a * columns.size() + b] = rows.get(a)[1] == columns.get(b)[1] ? 1 : 0;
      }
    }
    return gram.indexSelect(0, examples(rows))
        .indexSelect(1, examples(columns))
        .times(constant(same, gram.type(), rows.size(), columns.size()));
  }

  private static Tensor examples(List<int[]> pairs) {
    return Tensor.of(pairs.stream().mapToLong(pair -> pair[0]).toArray(), pairs.size());
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of("weights", List.of(encoder.outputs(), targets.outputs()));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    return queries.matmul(fitted.get("weights")).times(form.scale(learned, NAME));
  }
}
