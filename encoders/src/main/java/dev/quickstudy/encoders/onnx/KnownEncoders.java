package dev.quickstudy.encoders.onnx;

import dev.quickstudy.data.Downloads;
import dev.quickstudy.data.Downloads.Checksum;
import dev.quickstudy.data.Downloads.RemoteFile;
import dev.quickstudy.recipe.NearestNames;
import dev.quickstudy.tensor.UsageException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Public pretrained encoders that are fetched from their publishers by name, and kept in a cache
 * folder.
 */
public final class KnownEncoders {
  private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

  private KnownEncoders() {}

  /**
   * A public encoder.
   *
   * @param name in commands
   * @param about one line
   * @param modality {@code photographs} or {@code recordings}
   * @param input what the file takes, with its shape
   * @param normalisation of the input before it is given to the file
   * @param mean of red, green and blue that is taken off, where 0 is black and 1 is full; empty for
   *     recordings
   * @param deviation of each that the rest is divided by; empty for recordings
   * @param output what the file gives, with its number of values and their pooling
   * @param licence of the weights
   * @param bytes size of the file
   * @param file where it comes from; its path is that below the cache folder
   */
  public record Entry(
      String name,
      String about,
      String modality,
      String input,
      String normalisation,
      List<Double> mean,
      List<Double> deviation,
      String output,
      String licence,
      long bytes,
      RemoteFile file) {
    public Entry {
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
    }

    /** Where the file is kept. */
    public Path in(Path cache) {
      return cache.resolve(file.path());
    }

    /** Whether a file is there; its digest is not checked. */
    public boolean isIn(Path cache) {
      return Files.isRegularFile(in(cache));
    }

    /**
     * Fetches the file if it is not there, and checks its digest in either case.
     *
     * @return where it is
     * @throws dev.quickstudy.data.DataException if it cannot be fetched, or is not the published
     *     file; what was there before is untouched
     */
    public Path get(Path cache, Downloads.Progress progress) {
      Downloads.get(List.of(file), cache, progress);
      return in(cache);
    }
  }

  /** All that are known. */
  public static List<Entry> all() {
    return List.of(
        new Entry(
            "efficientnet-lite0",
            "EfficientNet-Lite0, trained on ImageNet's 1,000 kinds (Tan and Le 2019; weights of timm)",
            "photographs",
            "[1, 3, 224, 224], red, green, blue",
            "0 … 1, less 0.5, over 0.5",
            HALF,
            HALF,
            "[1, 1000], the classifier's logits; the embedding is what goes into its last product",
            "Apache-2.0",
            18_630_116,
            file(
                "efficientnet-lite0",
                18_630_116,
                "https://media.githubusercontent.com/media/onnx/models/69d69010b7ed6ba9438c392943d2715026792d40"
                    + "/Computer_Vision/tf_efficientnet_lite0_Opset17_timm/tf_efficientnet_lite0_Opset17.onnx",
                "21c785a65bd4cc164af901f0014db593ee298115c9252d007afbe35f76381ddc")),
        new Entry(
            "mobilenetv3-large",
            "MobileNetV3-Large, trained on ImageNet's 1,000 kinds (Howard et al. 2019; weights of timm)",
            "photographs",
            "[1, 3, 224, 224], red, green, blue",
            "0 … 1, less 0.485, 0.456, 0.406, over 0.229, 0.224, 0.225",
            List.of(0.485, 0.456, 0.406),
            List.of(0.229, 0.224, 0.225),
            "[1, 1000], the classifier's logits; the embedding is what goes into its last product",
            "Apache-2.0",
            21_919_274,
            file(
                "mobilenetv3-large",
                21_919_274,
                "https://media.githubusercontent.com/media/onnx/models/d7a7b063b2e99022c43f3c9e550ad49c560d079a"
                    + "/Computer_Vision/mobilenetv3_large_100_Opset17_timm/mobilenetv3_large_100_Opset17.onnx",
                "b0b785f44a068dee4ff35bd88b114d4fd17a8bd635816f8f0ee46fa8b196c29f")),
        new Entry(
            "speech-embedding",
            "Google's speech embedding, trained to tell keywords apart (Lin et al. 2020)",
            "recordings",
            "[any, any], samples at 16,000 a second",
            "−1 … 1",
            List.of(),
            List.of(),
            "[any, any, any, 96], to be pooled by the user",
            "Apache-2.0",
            2_435_104,
            file(
                "speech-embedding",
                2_435_104,
                "https://raw.githubusercontent.com/st-matskevich/local-wake/64e591c5e33ebfd5e945a580d4ea873e8c0f8d20"
                    + "/lwake/models/speech-embedding.onnx",
                "0140c2b1455c016783f9b859e16f47b5187c69079503cd053f406b86f9094560")));
  }

  private static RemoteFile file(String name, long bytes, String address, String sha256) {
    return new RemoteFile(
        "encoders/" + name + ".onnx",
        URI.create(address),
        bytes / 1e6,
        new Checksum("SHA-256", sha256));
  }

  /** The one whose file in a cache folder this is. */
  public static Optional<Entry> ofFile(Path file, Path cache) {
    return all().stream().filter(entry -> entry.in(cache).equals(file)).findFirst();
  }

  /**
   * The one of a name.
   *
   * @throws UsageException if there is none; the message names the nearest
   */
  public static Entry named(String name) {
    return all().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no encoder '%s'; %s"
                        .formatted(
                            name,
                            NearestNames.hint(name, all().stream().map(Entry::name).toList()))));
  }
}
