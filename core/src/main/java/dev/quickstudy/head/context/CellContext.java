package dev.quickstudy.head.context;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Layers;
import dev.quickstudy.head.Weights;
import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.layers.LayerNorm;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An in-context transformer for rows of a table in which every cell is a token (after Hollmann et
 * al. 2025, Nature 637, "Architecture"). The answer is one more cell of a row; a query's is a
 * learned token. In each block, cells attend to those of their row, then to those of their column
 * in the support set, and go through a dense part (pre-norm). What comes out at a query's answer is
 * added to what {@link Ridge} predicts, so that training begins at a linear classifier.
 *
 * <p>The order of columns and rows does not matter, nor does their number; a column that is 0 in
 * all support examples is not read. The number of outputs is fixed.
 *
 * @param outputs ways, or the dimension of values
 * @param width numbers in a cell's token, at least 1
 * @param heads attention heads, which divide {@code width}
 * @param layers blocks, at least 1
 */
public record CellContext(int outputs, int width, int heads, int layers) implements Head {
  private static final double UNREAD = -1e9;
  private static final String RIDGE = "linear.";

  public CellContext {
    new InContext(outputs, width, heads, layers); // checks them
  }

  @Override
  public Layout layout(Network encoder) {
    Layout learned =
        Layers.affine("cell.number", 1, width)
            .join(Layers.affine("cell.last", width, width))
            .join(Layers.affine("answer", outputs, width))
            .join(Layout.of(TensorSpec.of("asked", Role.OTHER, Fresh.zeros(), width)))
            .join(LayerNorm.layout("last.norm", width))
            .join(Layers.affine("last", width, outputs))
            .join(Ridge.plain().layout(encoder).prefixed(RIDGE));
    for (int l = 0; l < layers; l++) {
      for (String part : List.of("columns", "rows")) {
        String name = "blocks." + l + "." + part;
        learned =
            learned
                .join(LayerNorm.layout(name + ".norm", width))
                .join(Layers.affine(name + ".query", width, width))
                .join(Layers.affine(name + ".key", width, width))
                .join(Layers.affine(name + ".value", width, width))
                .join(Layers.affine(name + ".mixed", width, width));
      }
      String dense = "blocks." + l + ".dense";
      learned =
          learned
              .join(LayerNorm.layout(dense + ".norm", width))
              .join(Layers.affine(dense + ".0", width, 2L * width))
              .join(Layers.affine(dense + ".1", 2L * width, width));
    }
    return learned;
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.requireOutputs("this in-context transformer for cells", outputs, targets);
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Tensor x = embedded.x();
    Tensor unread =
        Weights.rooted(embedded, x).abs().sum(true, 1).sign().plus(-1).times(-UNREAD); // [T, 1, W]
    Tensor answers = Affine.apply(learned, "answer", Labels.answers(embedded)).unsqueeze(2);
    Tensor bias =
        Tensor.cat(2, List.of(unread, unread.slice(2, 0, 1).times(0)))
            .unsqueeze(2)
            .unsqueeze(2); // [T, 1, 1, 1, W + 1]
    Tensor cells = Tensor.cat(2, List.of(cells(learned, x), answers));
    Params weights = Weights.fit(embedded);
    Map<String, Tensor> fitted = new LinkedHashMap<>();
    fitted.put("bias", bias);
    for (int l = 0; l < layers; l++) {
      cells = alongColumns(learned, l, cells, bias);
      String rows = "blocks." + l + ".rows";
      Tensor normed = LayerNorm.apply(learned, rows + ".norm", cells.transpose(1, 2));
      Tensor keys = heads(Affine.apply(learned, rows + ".key", normed));
      Tensor values = heads(Affine.apply(learned, rows + ".value", normed));
      fitted.put(l + ".keys", keys);
      fitted.put(l + ".values", values);
      cells = alongRows(learned, l, cells, normed, keys, values, weights);
    }
    return Params.perTask(fitted)
        .with(weights)
        .join(Ridge.plain().fit(learned.under(RIDGE), embedded, now).prefixed(RIDGE));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    int columns = encoder.outputs() + 1; // the answer is one too
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put("bias", List.of(1, 1, 1, columns));
    for (int l = 0; l < layers; l++) {
      shapes.put(l + ".keys", List.of(columns, heads, 0, width / heads));
      shapes.put(l + ".values", List.of(columns, heads, 0, width / heads));
    }
    Ridge.plain()
        .fitted(encoder, targets)
        .forEach((name, shape) -> shapes.put(RIDGE + name, shape));
    return shapes;
  }

  @Override
  public Map<String, List<Integer>> fittedToWeights() {
    return Weights.fitted();
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    long tasks = queries.size(0);
    Tensor asked = learned.get("asked").expand(tasks, queries.size(1), 1, width);
    Tensor cells = Tensor.cat(2, List.of(cells(learned, queries), asked));
    for (int l = 0; l < layers; l++) {
      cells = alongColumns(learned, l, cells, fitted.get("bias"));
      Tensor normed = LayerNorm.apply(learned, "blocks." + l + ".rows.norm", cells.transpose(1, 2));
      cells =
          alongRows(
              learned,
              l,
              cells,
              normed,
              fitted.get(l + ".keys"),
              fitted.get(l + ".values"),
              fitted);
    }
    Tensor answers = LayerNorm.apply(learned, "last.norm", cells.select(2, queries.size(2)));
    return Affine.apply(learned, "last", answers)
        .plus(Ridge.plain().predict(learned.under(RIDGE), fitted.under(RIDGE), queries, now));
  }

  /** Numbers as tokens: {@code [T, N, W]} to {@code [T, N, W, width]}. */
  private static Tensor cells(Params learned, Tensor x) {
    return Affine.apply(
        learned, "cell.last", Affine.apply(learned, "cell.number", x.unsqueeze(3)).gelu());
  }

  /** Cells read their rows. */
  private Tensor alongColumns(Params learned, int layer, Tensor cells, Tensor bias) {
    String name = "blocks." + layer + ".columns";
    Tensor normed = LayerNorm.apply(learned, name + ".norm", cells);
    Tensor asked = heads(Affine.apply(learned, name + ".query", normed));
    Tensor keys = heads(Affine.apply(learned, name + ".key", normed));
    Tensor values = heads(Affine.apply(learned, name + ".value", normed));
    Tensor weights = likeness(asked, keys).plus(bias).softmax(-1);
    return cells.plus(Affine.apply(learned, name + ".mixed", together(weights.matmul(values))));
  }

  /**
   * Cells read the support set's cells of their column; then the dense part.
   *
   * @param weights of the support set's rows, as {@link Weights#fit} gave them
   */
  private Tensor alongRows(
      Params learned,
      int layer,
      Tensor cells,
      Tensor normed,
      Tensor keys,
      Tensor values,
      Params weights) {
    String name = "blocks." + layer + ".rows";
    Tensor asked = heads(Affine.apply(learned, name + ".query", normed));
    Tensor read =
        together(Weights.attending(weights, likeness(asked, keys)).softmax(-1).matmul(values))
            .transpose(1, 2);
    Tensor mixed = cells.plus(Affine.apply(learned, name + ".mixed", read));
    String dense = "blocks." + layer + ".dense";
    Tensor seen = LayerNorm.apply(learned, dense + ".norm", mixed);
    return mixed.plus(
        Affine.apply(learned, dense + ".1", Affine.apply(learned, dense + ".0", seen).gelu()));
  }

  /** {@code [A, B, n, width]} to {@code [A, B, heads, n, width / heads]}. */
  private Tensor heads(Tensor x) {
    return x.reshape(x.size(0), x.size(1), x.size(2), heads, width / heads).transpose(2, 3);
  }

  private Tensor together(Tensor x) {
    return x.transpose(2, 3).reshape(x.size(0), x.size(1), x.size(3), width);
  }

  private Tensor likeness(Tensor asked, Tensor keys) {
    return asked.times(1 / Math.sqrt((double) width / heads)).matmul(keys.transpose(3, 4));
  }
}
