package dev.quickstudy.encoders.pictures;

import dev.quickstudy.data.pictures.PictureFit;
import dev.quickstudy.data.pictures.PictureListing;
import dev.quickstudy.encoders.onnx.EmbeddingCache;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Embeddings of pictures, kept on disk: a picture is embedded once for each encoder. Pictures are
 * decoded when they are embedded, and only then; the encoder is loaded only where one is new.
 */
public final class PictureEmbeddings {
  private final PictureModel model;
  private final String hash;
  private final EmbeddingCache cache;
  private final int threads;

  /**
   * Embeddings that are kept in a folder, which is made if need be.
   *
   * @param cache may be shared by many processes and encoders
   * @param threads to embed on, at least 1; changes no bit of a result
   * @throws dev.quickstudy.data.DataException if there is no such encoder
   */
  public PictureEmbeddings(PictureModel model, Path cache, int threads) {
    this.model = model;
    this.hash = model.hash();
    this.cache = new EmbeddingCache(cache, "pictures", hash, model.dimension());
    this.threads = threads;
  }

  /** Tells this encoder, and how it is used, from others. */
  public String description() {
    return "pictures by " + hash;
  }

  /**
   * The embeddings of listed pictures.
   *
   * @return {@code [pictures][dimension]}, in the order of the list
   * @throws java.io.UncheckedIOException if the cache cannot be read or written
   * @throws dev.quickstudy.data.DataException if a picture cannot be read, or the encoder cannot be
   *     used as the model says
   */
  public float[][] of(PictureListing pictures, EmbeddingCache.Progress progress) {
    return cache.of(
        IntStream.range(0, pictures.count()).mapToObj(pictures::hash).toList(),
        i -> 1,
        () ->
            new Loaded(
                PictureEncoder.open(model, threads), pictures, model.exampleShape(), model.fit()),
        progress);
  }

  /** The encoder with the pictures that it is asked for by number. */
  private static final class Loaded implements EmbeddingCache.Encoder {
    private final PictureEncoder encoder;
    private final PictureListing pictures;
    private final long[] shape;
    private final PictureFit fit;

    Loaded(PictureEncoder encoder, PictureListing pictures, long[] shape, PictureFit fit) {
      this.encoder = encoder;
      this.pictures = pictures;
      this.shape = shape;
      this.fit = fit;
    }

    @Override
    public float[][] embed(List<Integer> items) {
      return encoder.embed(items.size(), i -> pictures.prepared(items.get(i), shape, fit));
    }

    @Override
    public void close() {
      encoder.close();
    }
  }
}
