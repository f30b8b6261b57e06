package dev.quickstudy.train;

import dev.quickstudy.tensor.ContentDigest;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A checkpoint with another text in a field, under a digest that fits it. */
public final class ForgedCheckpoint {
  private ForgedCheckpoint() {}

  /** Rewrites a checkpoint. */
  public static void write(Path file, String field, String text) {
    try (Scope scope = Scope.open()) {
      Safetensors.Content content = Safetensors.read(file);
      Map<String, String> metadata = new TreeMap<>(content.metadata());
      metadata.put(field, text);
      Map<String, String> covered = new TreeMap<>(metadata);
      covered.keySet().removeAll(List.of("format", "formatVersion", "digest"));
      metadata.put("digest", ContentDigest.of("quickstudy-checkpoint", covered, content.tensors()));
      Safetensors.write(file, content.tensors(), metadata);
    }
  }
}
