package dev.quickstudy.encoders;

import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Embeddings of texts, kept on disk: a text is embedded once for each encoder. The encoder itself
 * is loaded only where a text is new.
 */
public final class Embeddings {
  /** Texts that are lost at most when the process is killed. */
  private static final int BLOCK = 256;

  private final SentenceModel model;
  private final EmbeddingFile file;
  private final int threads;

  /**
   * Embeddings that are kept in a folder, which is made if need be.
   *
   * @param cache may be shared by many processes and encoders
   * @param threads to embed on, at least 1
   */
  public Embeddings(SentenceModel model, Path cache, int threads) {
    this.model = model;
    this.file = new EmbeddingFile(cache, model);
    this.threads = threads;
    try {
      Files.createDirectories(cache);
    } catch (IOException e) {
      throw AtomicFile.failure("make the cache folder", cache, e);
    }
  }

  /** Where embeddings are kept if nobody says otherwise: {@code ~/.cache/quickstudy}. */
  public static Path usualCache() {
    return Path.of(System.getProperty("user.home"), ".cache", "quickstudy");
  }

  /** Hears how far embedding is; called after every block of texts, when it is on disk. */
  @FunctionalInterface
  public interface Progress {
    /** Nobody listens. */
    Progress NONE = so -> {};

    /** Hears how far it is. */
    void at(Far so);
  }

  /**
   * How far embedding is.
   *
   * @param known texts that were embedded earlier
   * @param done texts that have been embedded now
   * @param all texts that are to be embedded now
   * @param seconds that took
   * @param secondsLeft about, judged by the texts' lengths
   */
  public record Far(int known, int done, int all, double seconds, double secondsLeft) {}

  /**
   * The embeddings of texts, each of length 1.
   *
   * @return {@code [texts][384]}, in the order of the texts; equal texts share one array
   * @throws java.io.UncheckedIOException if the cache cannot be read or written
   * @throws dev.quickstudy.data.DataException if the encoder cannot be loaded, or a file of the
   *     cache is none
   */
  public float[][] of(List<String> texts, Progress progress) {
    Map<ByteBuffer, List<Integer>> wanted = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      wanted.computeIfAbsent(EmbeddingFile.key(texts.get(i)), key -> new ArrayList<>(1)).add(i);
    }
    float[][] found = new float[texts.size()][];
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
      embed(texts, wanted, different - wanted.size(), found, end, progress);
    }
    return found;
  }

  private void embed(
      List<String> texts,
      Map<ByteBuffer, List<Integer>> missing,
      int known,
      float[][] found,
      long end,
      Progress progress) {
    List<ByteBuffer> keys = new ArrayList<>(missing.keySet());
    // Texts of a kind take alike, so that what is left can be told early on: the longest come
    // first.
    Comparator<ByteBuffer> length =
        Comparator.comparingInt(key -> text(texts, missing, key).length());
    keys.sort(length.reversed());
    long characters = keys.stream().mapToLong(key -> cost(text(texts, missing, key))).sum();
    try (SentenceEncoder encoder = SentenceEncoder.open(model, threads)) {
      long began = System.nanoTime();
      long read = 0;
      long written = end;
      for (int first = 0; first < keys.size(); first += BLOCK) {
        List<ByteBuffer> block = keys.subList(first, Math.min(keys.size(), first + BLOCK));
        List<String> its = block.stream().map(key -> text(texts, missing, key)).toList();
        float[][] embeddings = encoder.embed(its);
        written = file.append(written, block, embeddings);
        for (int i = 0; i < embeddings.length; i++) {
          float[] embedding = embeddings[i];
          places(missing, block.get(i)).forEach(place -> found[place] = embedding);
        }
        read += its.stream().mapToLong(Embeddings::cost).sum();
        double seconds = (System.nanoTime() - began) / 1e9;
        progress.at(
            new Far(
                known,
                first + embeddings.length,
                keys.size(),
                seconds,
                seconds * (characters - read) / read));
      }
    }
  }

  /** Roughly what a text takes: its own length, as far as it is read, and what each text takes. */
  private static long cost(String text) {
    return 20L + Math.min(text.length(), 2000);
  }

  private static List<Integer> places(Map<ByteBuffer, List<Integer>> missing, ByteBuffer key) {
    return missing.getOrDefault(key, List.of());
  }

  private static String text(
      List<String> texts, Map<ByteBuffer, List<Integer>> missing, ByteBuffer key) {
    return texts.get(places(missing, key).get(0));
  }
}
