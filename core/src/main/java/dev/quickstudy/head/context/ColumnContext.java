package dev.quickstudy.head.context;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Layers;
import dev.quickstudy.head.Weights;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An in-context transformer for rows of a table, whose columns mean something else in every task.
 * First it reads each column: from all pairs of a number and an answer that the support set has in
 * it, and from the other columns, it writes a description of the column (deep sets over examples,
 * after Iwata and Kumagai 2020, §3). Then a row becomes the mean over columns of what a number says
 * given its column's description, and rows attend to each other as in {@link InContext}.
 *
 * <p>The order of columns does not matter, nor does their number; a column that is 0 in all support
 * examples is not read. The number of outputs is fixed.
 *
 * @param outputs ways, or the dimension of values
 * @param cells numbers in a column's description, at least 1
 * @param width numbers in a row's token, at least 1
 * @param heads attention heads, which divide {@code width}
 * @param layers blocks of the transformer, at least 1
 */
public record ColumnContext(int outputs, int cells, int width, int heads, int layers)
    implements Head {
  private static final String ROWS = "rows.";
  private static final double TINY = 1e-12;

  public ColumnContext {
    Checks.count("cells", 1, cells);
    new InContext(outputs, width, heads, layers); // checks the others
  }

  private InContext rows() {
    return new InContext(outputs, width, heads, layers);
  }

  @Override
  public Layout layout(Network encoder) {
    return Layers.affine("pair.number", 1, cells)
        .join(Layers.affine("pair.answer", outputs, cells))
        .join(Layers.affine("pair.last", cells, cells))
        .join(Layers.affine("column.own", cells, cells))
        .join(Layers.affine("column.others", cells, cells))
        .join(Layers.affine("column.last", cells, cells))
        .join(Layers.affine("cell.number", 1, cells))
        .join(Layers.affine("cell.column", cells, cells))
        .join(Layers.affine("cell.last", cells, width))
        .join(rows().layout(new Identity(List.of(width))).keyed("rows").prefixed(ROWS));
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.requireOutputs("this in-context transformer for columns", outputs, targets);
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Tensor size = Weights.rooted(embedded, embedded.x()).square().sum(true, 1);
    Tensor read = size.dividedBy(size.plus(TINY)); // [T, 1, W]: 1 where a column says something
    Tensor weights = read.dividedBy(read.sum(true, 2).plus(TINY)).transpose(1, 2); // [T, W, 1]
    Tensor columns = columns(learned, embedded, weights);
    Map<String, Tensor> fitted = new LinkedHashMap<>();
    fitted.put("columns", columns);
    fitted.put("weights", weights);
    Tensor tokens = tokens(learned, embedded.x(), columns, weights);
    return Params.perTask(fitted)
        .join(rows().fit(learned.under(ROWS), embedded.withInputs(tokens), now).prefixed(ROWS));
  }

  /** A description of each column, {@code [T, W, cells]}. */
  private static Tensor columns(Params learned, Examples embedded, Tensor weights) {
    Tensor numbers = Affine.apply(learned, "pair.number", embedded.x().unsqueeze(3));
    Tensor answers = Affine.apply(learned, "pair.answer", Labels.answers(embedded)).unsqueeze(2);
    // A product, so that a column's numbers can be held against the answers.
    Tensor pairs = numbers.gelu().times(answers).plus(numbers.plus(answers).gelu());
    Tensor own =
        Affine.apply(learned, "pair.last", Weights.mean(embedded, pairs).select(1, 0)).gelu();
    Tensor others = own.times(weights).sum(true, 1);
    Tensor both =
        Affine.apply(learned, "column.own", own)
            .plus(Affine.apply(learned, "column.others", others))
            .gelu();
    return own.plus(Affine.apply(learned, "column.last", both));
  }

  /** Rows as tokens: {@code [T, N, W]} to {@code [T, N, width]}. */
  private static Tensor tokens(Params learned, Tensor x, Tensor columns, Tensor weights) {
    Tensor numbers = Affine.apply(learned, "cell.number", x.unsqueeze(3));
    Tensor means = Affine.apply(learned, "cell.column", columns).unsqueeze(1);
    Tensor cells = numbers.gelu().times(means).plus(numbers.plus(means).gelu());
    return Affine.apply(learned, "cell.last", cells.times(weights.unsqueeze(1)).sum(false, 2));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    int columns = encoder.outputs();
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put("columns", List.of(columns, cells));
    shapes.put("weights", List.of(columns, 1));
    rows().fitted(encoder, targets).forEach((name, shape) -> shapes.put(ROWS + name, shape));
    return shapes;
  }

  @Override
  public Map<String, List<Integer>> fittedToWeights() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    rows().fittedToWeights().forEach((name, shape) -> shapes.put(ROWS + name, shape));
    return shapes;
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor tokens = tokens(learned, queries, fitted.get("columns"), fitted.get("weights"));
    return rows().predict(learned.under(ROWS), fitted.under(ROWS), tokens, now);
  }
}
