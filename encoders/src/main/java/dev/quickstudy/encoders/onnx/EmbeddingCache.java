package dev.quickstudy.encoders.onnx;

import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.recipe.DataLocations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * Embeddings of one encoder, kept on disk: what is embedded once is not embedded again. Block by
 * block, so that neither what is to be embedded nor what a kill loses is ever more than a block.
 */
public final class EmbeddingCache {
  /** Embeddings that are lost at most when the process is killed. */
  private static final int BLOCK = 256;

  private final EmbeddingFile file;

  public EmbeddingCache(Path folder, String label, String hash, int dimension) {
    this.file = new EmbeddingFile(folder, label, hash, dimension);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw AtomicFile.failure("make the cache folder", folder, e);
    }
  }

  /** An encoder at work. */
  public interface Encoder extends AutoCloseable {
    /** The embeddings of items, by their numbers. */
    float[][] embed(List<Integer> items);

    @Override
    void close();
  }

  /** Hears how far embedding is; called after every block, when it is on disk. */
  @FunctionalInterface
  public interface Progress {
    /** Nobody listens. */
    Progress NONE = so -> {};

    /** Hears how far it is. */
    void at(DataLocations.Far so);
  }

  /** Loads the encoder; called only where something is new. */
  public interface Loading {
    Encoder open();
  }

  /**
   * The embeddings of items.
   *
   * @param keys one for each item; items of equal keys share one array
   * @param cost roughly what an item takes; the most expensive come first, so that what is left can
   *     be told early on
   * @return {@code [items][dimension]}
   */
  public float[][] of(
      List<ByteBuffer> keys, IntToLongFunction cost, Loading encoder, Progress progress) {
    Map<ByteBuffer, List<Integer>> wanted = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      wanted.computeIfAbsent(keys.get(i), key -> new ArrayList<>(1)).add(i);
    }
    float[][] found = new float[keys.size()][];
    int different = wanted.size();
    long end =
        file.read(
            (key, embedding) -> {
              List<Integer> places = wanted.remove(key);
              if (places != null) {
                places.forEach(place -> found[place] = embedding);
              }
            });
    if (!wanted.isEmpty()) {
      try (Encoder opened = encoder.open()) {
        embed(opened, wanted, different - wanted.size(), cost, found, end, progress);
      }
    }
    return found;
  }

  private void embed(
      Encoder encoder,
      Map<ByteBuffer, List<Integer>> missing,
      int known,
      IntToLongFunction cost,
      float[][] found,
      long end,
      Progress progress) {
    List<Map.Entry<ByteBuffer, List<Integer>>> all = new ArrayList<>(missing.entrySet());
    Comparator<Map.Entry<ByteBuffer, List<Integer>>> byCost =
        Comparator.comparingLong(entry -> cost.applyAsLong(entry.getValue().get(0)));
    all.sort(byCost.reversed());
    long total = cost(all, cost);
    long began = System.nanoTime();
    long spent = 0;
    long written = end;
    for (int first = 0; first < all.size(); first += BLOCK) {
      List<Map.Entry<ByteBuffer, List<Integer>>> block =
          all.subList(first, Math.min(all.size(), first + BLOCK));
      float[][] embeddings =
          encoder.embed(block.stream().map(entry -> entry.getValue().get(0)).toList());
      written = file.append(written, block.stream().map(Map.Entry::getKey).toList(), embeddings);
      for (int i = 0; i < embeddings.length; i++) {
        float[] embedding = embeddings[i];
        block.get(i).getValue().forEach(place -> found[place] = embedding);
      }
      spent += cost(block, cost);
      double seconds = (System.nanoTime() - began) / 1e9;
      progress.at(
          new DataLocations.Far(
              known,
              first + embeddings.length,
              all.size(),
              seconds,
              seconds * (total - spent) / spent));
    }
  }

  private static long cost(
      List<Map.Entry<ByteBuffer, List<Integer>>> entries, IntToLongFunction cost) {
    return entries.stream().mapToLong(entry -> cost.applyAsLong(entry.getValue().get(0))).sum();
  }
}
