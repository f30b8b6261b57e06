package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Film;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.layers.Norm;
import java.util.List;
import java.util.Map;

/** What networks of normalised convolutions share: they are computed task by task. */
interface ConvolutionalNetwork extends Network {
  /** Height and width of the input in pixels. */
  int size();

  /** Channels of the input. */
  int channels();

  /** How each convolution is normalised. */
  Normalisation norm();

  /** The normalisations of all blocks, in order. */
  List<Norm> norms();

  @Override
  default Layout stateLayout() {
    return Norm.stateLayout(norms());
  }

  @Override
  default List<Film.Site> filmSites() {
    return Norm.filmSites(norms());
  }

  @Override
  default Map<String, List<Integer>> recorded() {
    return Norm.recorded(norms());
  }

  @Override
  default boolean takesBfloat16() {
    return true;
  }

  @Override
  default long[] inputShape() {
    return new long[] {channels(), size(), size()};
  }

  @Override
  default Normalisation normalisation() {
    return norm();
  }

  @Override
  default int tasksTogether() {
    return 1;
  }
}
