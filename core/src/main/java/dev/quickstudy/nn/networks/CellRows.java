package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.ForwardingNetwork;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.List;

/**
 * No network: rows of a table as they are, for a head that reads their cells. Unlike {@link
 * Identity} it says how many tables are computed on at once.
 *
 * @param input numbers of a row, at least 1
 * @param together tables that are computed on at once, at least 1: those that have one size
 */
public record CellRows(int input, int together) implements ForwardingNetwork {
  public CellRows {
    Checks.count("input", 1, input);
    Checks.count("together", 1, together);
  }

  @Override
  public Network network() {
    return new Identity(List.of(input));
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    return network().apply(weights, state, x, now);
  }

  @Override
  public int tasksTogether() {
    return together;
  }
}
