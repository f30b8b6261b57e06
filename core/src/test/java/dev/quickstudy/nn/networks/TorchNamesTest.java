package dev.quickstudy.nn.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchNamesTest extends ScopedTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "pytorch");

  @TempDir private Path folder;

  /** The cases of {@code examples/pytorch/check.py}. */
  private static Map<String, Network> cases() {
    Map<String, Network> cases = new LinkedHashMap<>();
    cases.put("conv4-running", new Conv4(16, 1, 8, 4, Downsampling.POOL, Normalisation.RUNNING, 0));
    cases.put("conv4-batch", new Conv4(16, 1, 8, 4, Downsampling.POOL, Normalisation.BATCH, 0));
    cases.put("conv4-group", new Conv4(16, 3, 16, 4, Downsampling.POOL, Normalisation.GROUP, 5));
    cases.put(
        "conv4-instance", new Conv4(16, 1, 8, 3, Downsampling.MAPS, Normalisation.INSTANCE, 0));
    cases.put("conv4-layer", new Conv4(16, 1, 8, 4, Downsampling.STRIDE, Normalisation.LAYER, 3));
    cases.put(
        "conv4-per-step", new Conv4(16, 1, 8, 4, Downsampling.POOL, Normalisation.PER_STEP, 0));
    cases.put(
        "resnet12",
        new ResNet12(32, 3, List.of(4, 6, 8, 10), false, 0.1, 2, Normalisation.RUNNING, 4));
    cases.put(
        "resnet12-pooled", new ResNet12(16, 3, List.of(4, 6), true, 0, 1, Normalisation.BATCH, 0));
    cases.put("mlp", new Mlp(List.of(2, 3), List.of(8, 7), 3));
    cases.put("gru", new Gru(5, 3, 6, 4));
    cases.put("transformer", new Transformer(5, 3, 8, 2, 2, 4));
    return cases;
  }

  private static Params random(Params like, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    like.asMap()
        .forEach(
            (name, tensor) -> {
              Tensor normal =
                  Tensor.of(
                          RandomKey.of(seed).fold(name).normals(Shape.elements(tensor.shape())),
                          tensor.shape())
                      .to(DType.FLOAT32);
              tensors.put(
                  name, name.endsWith("variance") ? normal.square().plus(0.5) : normal.times(0.5));
            });
    return Params.of(tensors);
  }

  private static Map<String, String> shapes(Map<String, Tensor> tensors) {
    Map<String, String> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, Shape.of(tensor).toString()));
    return shapes;
  }

  private static Map<String, Tensor> exported(String name) {
    Network network = cases().getOrDefault(name, new Identity(List.of(1)));
    return TorchNames.of(network, network.init(RandomKey.of(1)), network.initialState());
  }

  @Test
  void ofNamesABlockOfConvolutionsAsTorchDoes() {
    assertThat(shapes(exported("conv4-running")))
        .hasSize(4 * 7)
        .containsEntry("blocks.1.conv.weight", "float32[8, 8, 3, 3]")
        .containsEntry("blocks.1.conv.bias", "float32[8]")
        .containsEntry("blocks.1.norm.weight", "float32[8]")
        .containsEntry("blocks.1.norm.bias", "float32[8]")
        .containsEntry("blocks.1.norm.running_mean", "float32[8]")
        .containsEntry("blocks.1.norm.running_var", "float32[8]")
        .containsEntry("blocks.1.norm.num_batches_tracked", "int64[]");
  }

  @Test
  void ofGivesEachInnerStepANormalisationOfItsOwn() {
    assertThat(shapes(exported("conv4-per-step")))
        .hasSize(4 * (2 + 10 * 5))
        .containsEntry("blocks.0.norm.9.weight", "float32[8]")
        .containsEntry("blocks.0.norm.9.running_var", "float32[8]")
        .doesNotContainKey("blocks.0.norm.weight");
  }

  @Test
  void ofNamesTheGruAsTorchDoes() {
    assertThat(shapes(exported("gru")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "gru.weight_ih_l0", "float32[18, 3]",
                "gru.bias_ih_l0", "float32[18]",
                "gru.weight_hh_l0", "float32[18, 6]",
                "gru.bias_hh_l0", "float32[18]",
                "head.weight", "float32[4, 6]",
                "head.bias", "float32[4]"));
  }

  @Test
  void ofNamesTheTransformerAsTorchDoes() {
    assertThat(shapes(exported("transformer")))
        .hasSize(3 + 2 * 12 + 2 + 2)
        .containsEntry("positions", "float32[5, 8]")
        .containsEntry("encoder.layers.1.self_attn.in_proj_weight", "float32[24, 8]")
        .containsEntry("encoder.layers.1.self_attn.out_proj.bias", "float32[8]")
        .containsEntry("encoder.layers.1.linear1.weight", "float32[32, 8]")
        .containsEntry("encoder.layers.1.norm2.bias", "float32[8]")
        .containsEntry("encoder.norm.weight", "float32[8]");
  }

  @Test
  void ofLeavesWhatALearnerLearnedBesideItsNetwork() {
    Network network = new Warped(new Mlp(List.of(2), List.of(3), 1));
    Params phi =
        network
            .init(RandomKey.of(1))
            .join(Params.of(Map.of("inner.rate", Tensor.of(new float[] {1}, 1))));
    assertThat(TorchNames.of(network, phi, Params.empty()).keySet())
        .containsExactlyElementsOf(phi.names());
  }

  /** Runs where a Python with torch and safetensors is: {@code -Dquickstudy.python=PROGRAM}. */
  @Test
  void torchGivesTheSameOutputs() throws IOException, InterruptedException {
    String python = System.getProperty("quickstudy.python", "python3");
    assumeTrue(
        run(folder, python, "-c", "import torch, safetensors.torch").isEmpty(),
        python + " has no torch and safetensors; name one that has by -Dquickstudy.python=PROGRAM");
    cases()
        .forEach(
            (name, network) -> {
              Params phi = random(network.init(RandomKey.of(1)), 2);
              Params state = random(network.initialState(), 3);
              long[] shape =
                  LongStream.concat(LongStream.of(1, 6), LongStream.of(network.inputShape()))
                      .toArray();
              Tensor x =
                  Tensor.of(RandomKey.of(4).normals(Shape.elements(shape)), shape)
                      .to(DType.FLOAT32);
              Context now =
                  Context.testing(RandomKey.of(5), network.normalisation().inductive())
                      .withStatistics(state.isEmpty() ? Statistics.BATCH : Statistics.STATE);
              Tensor y = network.apply(phi, state, x, now).value();
              Safetensors.write(
                  folder.resolve(name + ".safetensors"),
                  TorchNames.of(network, phi, state),
                  Map.of("format", "pt"));
              Safetensors.write(
                  folder.resolve(name + ".case.safetensors"),
                  Map.of("x", x.select(0, 0), "y", y.select(0, 0)),
                  Map.of());
            });
    assertThat(run(EXAMPLE.toAbsolutePath(), python, "check.py", folder.toString())).isEmpty();
  }

  /** What a program said, if it failed. */
  private static String run(Path where, String... command)
      throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : said + "failed";
    } catch (IOException e) {
      return "there is no " + command[0];
    }
  }
}
