package dev.quickstudy.encoders.texts;

import dev.quickstudy.encoders.onnx.EmbeddingCache;
import dev.quickstudy.encoders.onnx.EmbeddingFile;
import java.nio.file.Path;
import java.util.List;

/**
 * Embeddings of texts, kept on disk: a text is embedded once for each encoder. The encoder itself
 * is loaded only where a text is new.
 */
public final class Embeddings implements TextVectors {
  /** Why there is no answer to a text of which an encoder knows nothing. */
  public static final String KNOWS_NOTHING = "the encoder knows no word of it";

  private final SentenceModel model;
  private final EmbeddingCache cache;
  private final int threads;

  /**
   * Embeddings that are kept in a folder, which is made if need be.
   *
   * @param cache may be shared by many processes and encoders
   * @param threads to embed on, at least 1
   */
  public Embeddings(SentenceModel model, Path cache, int threads) {
    this.model = model;
    this.cache = new EmbeddingCache(cache, model.label(), model.hash(), SentenceModel.DIMENSION);
    this.threads = threads;
  }

  /**
   * The embeddings of texts, each of length 1.
   *
   * @return {@code [texts][384]}, in the order of the texts; equal texts share one array
   * @throws java.io.UncheckedIOException if the cache cannot be read or written
   * @throws dev.quickstudy.data.DataException if the encoder cannot be loaded, or a file of the
   *     cache is none
   */
  @Override
  public float[][] of(List<String> texts, EmbeddingCache.Progress progress) {
    return cache.of(
        texts.stream().map(EmbeddingFile::key).toList(),
        i -> cost(texts.get(i)),
        () -> new Loaded(SentenceEncoder.open(model, threads), texts),
        progress);
  }

  /**
   * Places of the texts of which the encoder knows no word, so that all of them are embedded alike.
   */
  @Override
  public List<Integer> unknown(List<String> texts) {
    return SentenceEncoder.unknown(model, texts);
  }

  @Override
  public String nothingSeen() {
    return KNOWS_NOTHING;
  }

  /** The encoder with the texts that it is asked for by number. */
  private record Loaded(SentenceEncoder encoder, List<String> texts)
      implements EmbeddingCache.Encoder {
    @Override
    public float[][] embed(List<Integer> items) {
      return encoder.embed(items.stream().map(texts::get).toList());
    }

    @Override
    public void close() {
      encoder.close();
    }
  }

  /** Roughly what a text takes: its own length, as far as it is read, and what each text takes. */
  private static long cost(String text) {
    return 20L + Math.min(text.length(), 2000);
  }
}
