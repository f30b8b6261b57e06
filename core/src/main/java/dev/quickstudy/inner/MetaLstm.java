package dev.quickstudy.inner;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An LSTM makes the updates, one for each weight by itself with shared meta-parameters: θ ← f·θ −
 * i·∇L, where forget gate f and input gate i read the weight, their own last value and a hidden
 * state that has seen gradients and losses (Ravi and Larochelle 2017, §3.1–3.2). Gradients and
 * losses are meant to enter as constants: take the first-order meta-gradient.
 *
 * @param hidden width of the LSTM that reads, at least 1; published: 20
 * @param rate input gate at the beginning, 0 &lt; rate &lt; 1
 */
public record MetaLstm(int hidden, double rate) implements Transform {
  /** p of the preprocessing (appendix of Andrychowicz et al. 2016, taken over in §3.2.1). */
  private static final double P = 10;

  /** How wide the forget gate stands open at the beginning: almost all of θ stays. */
  private static final double FORGET_BIAS = 6;

  /** Bound of the fresh weights. */
  private static final double SMALL = 0.01;

  public MetaLstm {
    Checks.atLeast("hidden", 1, hidden);
    if (!(rate > 0 && rate < 1)) {
      throw new UsageException(
          "the input gate must begin between 0 and 1, but the rate is " + rate);
    }
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public Layout learned(Layout params) {
    long gates = 4L * hidden;
    return Layout.of(
            TensorSpec.of("lstm.weight_ih", Role.WEIGHT, Fresh.within(SMALL, "ih"), gates, 4),
            TensorSpec.of("lstm.weight_hh", Role.WEIGHT, Fresh.within(SMALL, "hh"), gates, hidden),
            TensorSpec.of("lstm.bias", Role.BIAS, Fresh.zeros(), gates))
        .join(gate("forget", FORGET_BIAS))
        .join(gate("input", Math.log(rate / (1 - rate))));
  }

  private Layout gate(String name, double bias) {
    return Affine.layout(
        "cell." + name, hidden + 2L, 1, Fresh.within(SMALL, name), Fresh.full(bias));
  }

  @Override
  public Params init(Params params) {
    Tensor flat = flat(params);
    Tensor zeros = flat.zerosLike();
    long[] wide = {flat.size(0), flat.size(1), hidden};
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("h", Tensor.zeros(flat.type(), wide));
    state.put("c", Tensor.zeros(flat.type(), wide));
    state.put("forget", zeros);
    state.put("input", zeros);
    return Params.perTask(state);
  }

  @Override
  public Step update(Params gradients, Params state, Params params, Signal signal) {
    Params learned = signal.learned();
    Tensor theta = flat(params);
    Tensor gradient = flat(gradients);
    Tensor loss =
        signal
            .losses()
            .orElseThrow(
                () ->
                    new UsageException(
                        "the LSTM meta-learner reads the loss of each task, which only inner loops give; use it inside descent"))
            .unsqueeze(1)
            .expand(theta.shape());
    Tensor x = Tensor.cat(2, List.of(preprocessed(gradient), preprocessed(loss)));
    Tensor gates =
        x.matmul(learned.get("lstm.weight_ih").transpose(0, 1))
            .plus(state.get("h").matmul(learned.get("lstm.weight_hh").transpose(0, 1)))
            .plus(learned.get("lstm.bias"));
    Tensor cell =
        gate(gates, 1)
            .sigmoid()
            .times(state.get("c"))
            .plus(gate(gates, 0).sigmoid().times(gate(gates, 2).tanh()));
    Tensor h = gate(gates, 3).sigmoid().times(cell.tanh());
    Tensor forget = written(learned, "cell.forget", h, theta, state.get("forget"));
    Tensor input = written(learned, "cell.input", h, theta, state.get("input"));
    Tensor change = theta.times(forget.plus(-1)).minus(input.times(gradient));
    Map<String, Tensor> next = new LinkedHashMap<>();
    next.put("h", h);
    next.put("c", cell);
    next.put("forget", forget);
    next.put("input", input);
    return new Step(unflat(change, params), Params.perTask(next));
  }

  private Tensor gate(Tensor gates, int number) {
    return gates.slice(2, (long) number * hidden, (number + 1L) * hidden);
  }

  private static Tensor written(
      Params learned, String gate, Tensor h, Tensor theta, Tensor previous) {
    Tensor read = Tensor.cat(2, List.of(h, theta.unsqueeze(2), previous.unsqueeze(2)));
    return Affine.apply(learned, gate, read).select(2, 0).sigmoid();
  }

  /** Magnitude and sign of numbers of any size, {@code [T, n]} to {@code [T, n, 2]}; constants. */
  private static Tensor preprocessed(Tensor numbers) {
    Tensor x = numbers.detach();
    Tensor large = x.abs().isAtLeast(Math.exp(-P));
    Tensor small = large.negate().plus(1);
    // The tiny number keeps the logarithm of zero finite where the other branch is taken.
    Tensor magnitude = x.abs().plus(1e-30).log().times(1 / P).times(large).minus(small);
    Tensor sign = x.sign().times(large).plus(x.times(Math.exp(P)).times(small));
    return Tensor.stack(2, List.of(magnitude, sign));
  }

  /** All weights of a task in a row, {@code [T, n]}. */
  private static Tensor flat(Params params) {
    List<Tensor> rows = new ArrayList<>();
    params.tensors().forEach(tensor -> rows.add(tensor.reshape(tensor.size(0), -1)));
    return Tensor.cat(1, rows);
  }

  private static Params unflat(Tensor flat, Params like) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    long from = 0;
    for (Map.Entry<String, Tensor> entry : like.asMap().entrySet()) {
      long[] shape = entry.getValue().shape();
      long size = entry.getValue().elements() / shape[0];
      result.put(entry.getKey(), flat.slice(1, from, from + size).reshape(shape));
      from += size;
    }
    return Params.perTask(result);
  }
}
