package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.List;

/**
 * No weights: of each band of a spectrogram {@code [1, bands, frames]}, its mean over the frames,
 * its deviation, and the mean size of its change from one frame to the next. What is heard counts,
 * not when. A plain beginning for few recordings.
 *
 * @param bands at least 1
 * @param frames at least 2
 */
public record FrameStatistics(int bands, int frames) implements Network {
  /** Numbers a band. */
  private static final int EACH = 3;

  public FrameStatistics {
    Checks.require(bands >= 1, "bands must be at least 1, but are " + bands);
    Checks.require(frames >= 2, "frames must be at least 2, but are " + frames);
  }

  @Override
  public Layout layout() {
    return Layout.empty();
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Tensor bandsAlone = x.reshape(x.size(0), x.size(1), bands, frames);
    Tensor mean = bandsAlone.mean(true, 3);
    Tensor around = bandsAlone.minus(mean);
    Tensor deviation = around.square().mean(false, 3).sqrt();
    Tensor change = bandsAlone.slice(3, 1, frames).minus(bandsAlone.slice(3, 0, frames - 1)).abs();
    Tensor all =
        Tensor.cat(
            2,
            List.of(mean.reshape(x.size(0), x.size(1), bands), deviation, change.mean(false, 3)));
    return new Output(all, Params.empty());
  }

  @Override
  public long[] inputShape() {
    return new long[] {1, bands, frames};
  }

  @Override
  public int outputs() {
    return EACH * bands;
  }

  @Override
  public Normalisation normalisation() {
    return Normalisation.NONE;
  }

  @Override
  public int tasksTogether() {
    return 1;
  }
}
