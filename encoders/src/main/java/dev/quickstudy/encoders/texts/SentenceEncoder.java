package dev.quickstudy.encoders.texts;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.quickstudy.data.DataException;
import dev.quickstudy.encoders.onnx.NativeLibraries;
import dev.quickstudy.encoders.onnx.OnnxFile;
import dev.quickstudy.encoders.onnx.OnnxRuntime;
import dev.quickstudy.encoders.onnx.OpenSession;
import dev.quickstudy.files.Hash;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.ClosedException;
import dev.quickstudy.threads.ThreadPool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A pretrained sentence encoder: texts in, embeddings of length 1 out. Safe for many threads at
 * once; closed by its owner.
 *
 * <p>Each text runs by itself. These models' weights have eight bits, and their activations are
 * rounded on a scale that is taken from the whole batch: in a batch, a text's embedding would
 * depend on its company (cosines of 0.993 were seen), so that a query would no longer be judged by
 * itself and a cache would depend on the order of its texts. Without a batch there is no padding
 * either.
 */
public final class SentenceEncoder implements AutoCloseable {
  private static final String OFFLINE = "ai.djl.offline";
  private static final String LIBRARY = "RUST_LIBRARY_PATH";
  private static final Object LOADING = new Object();
  private static final String UNKNOWN = "[UNK]";

  /** A word of Latin letters and digits, not so long that it is cut to nothing. */
  private static final Pattern PLAIN = Pattern.compile("(?<![a-zA-Z0-9])[a-zA-Z0-9]{1,50}(?!\\S)");

  private final SentenceModel model;
  private final HuggingFaceTokenizer tokenizer;
  private final OrtEnvironment environment;
  private final OpenSession session;
  private final ThreadPool pool;

  private SentenceEncoder(
      SentenceModel model,
      HuggingFaceTokenizer tokenizer,
      OrtEnvironment environment,
      OpenSession session,
      int threads) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.environment = environment;
    this.session = session;
    this.pool = new ThreadPool(threads, "sentence-encoder", () -> {}, session::closed);
  }

  /**
   * Loads a model; takes a second or two. Nothing is fetched and nothing is reported to anybody.
   *
   * @param threads texts that are encoded at the same time, at least 1; changes no bit of a result
   * @throws DataException if the model's file is missing or is not the expected one
   */
  public static SentenceEncoder open(SentenceModel model, int threads) {
    Checks.atLeast("threads", 1, threads);
    byte[] weights = checked(model);
    try {
      HuggingFaceTokenizer tokenizer = tokenizer(model);
      try {
        OrtEnvironment environment = OnnxRuntime.environment();
        try (OrtSession.SessionOptions options = OnnxFile.options()) {
          OrtSession session = environment.createSession(weights, options);
          return new SentenceEncoder(
              model, tokenizer, environment, new OpenSession(model.label(), session), threads);
        }
      } catch (OrtException | RuntimeException e) {
        tokenizer.close();
        throw e;
      }
    } catch (OrtException | IOException e) {
      throw new DataException("the encoder " + model.label() + " cannot be loaded", e);
    }
  }

  private static byte[] checked(SentenceModel model) {
    byte[] bytes = resource(model, model.modelResource());
    String hash = Hash.sha256().add(bytes).hex();
    if (!hash.equals(model.hash())) {
      throw new DataException(
          "the encoder "
              + model.label()
              + " on the class path is another one: SHA-256 "
              + hash
              + ", expected "
              + model.hash());
    }
    return bytes;
  }

  private static byte[] resource(SentenceModel model, String name) {
    try (InputStream in = SentenceEncoder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new DataException(
            "the encoder " + model.label() + " is not on the class path: there is no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new DataException("the encoder " + model.label() + " cannot be read", e);
    }
  }

  /**
   * The tokenizer's library reports each start to its makers, and fetches another build of itself
   * where it sees a graphics card, unless it is told that there is no network. That is said while
   * it loads; what the host has set is left as it was.
   */
  static HuggingFaceTokenizer tokenizer(SentenceModel model) throws IOException {
    byte[] json = resource(model, model.tokenizerResource());
    Map<String, String> options =
        Map.of(
            "padding",
            "false",
            "truncation",
            "true",
            "maxLength",
            String.valueOf(model.tokens()),
            "modelMaxLength",
            String.valueOf(model.tokens()));
    synchronized (LOADING) {
      Map<String, String> settings = new HashMap<>(Map.of(OFFLINE, "true"));
      library().ifPresent(file -> settings.put(LIBRARY, file.toString()));
      Map<String, Optional<String>> before = new HashMap<>();
      settings.forEach(
          (name, value) -> before.put(name, Optional.ofNullable(System.setProperty(name, value))));
      try {
        return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
      } finally {
        before.forEach(
            (name, value) ->
                value.ifPresentOrElse(
                    was -> System.setProperty(name, was), () -> System.clearProperty(name)));
      }
    }
  }

  /** The tokenizer's library in the cache folder; empty where its own loader has to see to it. */
  private static Optional<Path> library() {
    if (System.getenv(LIBRARY) != null || System.getProperty(LIBRARY) != null) {
      return Optional.empty();
    }
    String name = System.mapLibraryName("tokenizers");
    return NativeLibraries.system("linux-x86_64", "osx-aarch64", "")
        .filter(system -> !system.isEmpty()) // on Windows it needs others beside it
        .flatMap(
            system ->
                NativeLibraries.folder(
                    "tokenizers",
                    HuggingFaceTokenizer.class,
                    List.of("/native/lib/" + system + "/cpu/" + name)))
        .map(folder -> folder.resolve(name));
  }

  /**
   * Whether the model knows anything of a text: a text of nothing but signs that are not in its
   * vocabulary (emoji, many scripts) is embedded as any other such text is.
   *
   * @throws ClosedException if this is closed
   */
  public boolean knows(String text) {
    try {
      return session.run(open -> knows(tokenizer, text));
    } catch (OrtException e) {
      throw new DataException("the encoder " + model.label() + " failed", e);
    }
  }

  private static boolean knows(HuggingFaceTokenizer tokenizer, String text) {
    Encoding encoding = tokenizer.encode(text);
    String[] tokens = encoding.getTokens();
    long[] special = encoding.getSpecialTokenMask();
    for (int i = 0; i < tokens.length; i++) {
      if (special[i] == 0 && !tokens[i].equals(UNKNOWN)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Places of the texts of which a model knows nothing. Loads its vocabulary only where a text has
   * neither Latin letters nor digits, which it knows all.
   */
  static List<Integer> unknown(SentenceModel model, List<String> texts) {
    List<Integer> doubtful =
        IntStream.range(0, texts.size())
            .filter(i -> !PLAIN.matcher(texts.get(i)).find())
            .boxed()
            .toList();
    if (doubtful.isEmpty()) {
      return doubtful;
    }
    try (HuggingFaceTokenizer tokenizer = tokenizer(model)) {
      return doubtful.stream().filter(i -> !knows(tokenizer, texts.get(i))).toList();
    } catch (IOException e) {
      throw new DataException("the encoder " + model.label() + " cannot be loaded", e);
    }
  }

  /** Which model this is. */
  public SentenceModel model() {
    return model;
  }

  /**
   * Embeds texts.
   *
   * @param texts of any length; what is beyond the model's number of tokens is not read
   * @return {@code [texts][384]}, in the order of the texts, each of length 1
   * @throws ClosedException if this is closed
   */
  public float[][] embed(List<String> texts) {
    try {
      return pool.map(texts.size(), i -> embed(texts.get(i))).toArray(float[][]::new);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("embedding was interrupted", e);
    }
  }

  /**
   * Embeds one text on the caller's thread.
   *
   * @return {@code [384]}, of length 1
   * @throws ClosedException if this is closed
   */
  public float[] embed(String text) {
    try {
      return session.run(open -> embed(text, open));
    } catch (OrtException e) {
      throw new DataException("the encoder " + model.label() + " failed", e);
    }
  }

  private float[] embed(String text, OrtSession open) throws OrtException {
    long[] ids = tokenizer.encode(TextCut.of(text, model.tokens())).getIds();
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    long[] shape = {1, ids.length};
    try (OnnxTensor tokens = tensor(ids, shape);
        OnnxTensor mask = tensor(ones, shape);
        OnnxTensor types = tensor(new long[ids.length], shape);
        OrtSession.Result result =
            open.run(
                Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
      return pooled(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length);
    }
  }

  private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }

  private float[] pooled(FloatBuffer states, int tokens) {
    int used = model.pooling() == SentenceModel.Pooling.MEAN ? tokens : 1;
    double[] sum = new double[SentenceModel.DIMENSION];
    for (int t = 0; t < used; t++) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += states.get(t * sum.length + d);
      }
    }
    double length = Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum());
    float[] embedding = new float[sum.length];
    for (int d = 0; d < sum.length; d++) {
      embedding[d] = (float) (sum[d] / length);
    }
    return embedding;
  }

  /**
   * Waits for what is under way and frees the model's memory. An interrupt does not end the wait;
   * it is kept for the caller.
   */
  @Override
  public void close() {
    pool.closeAndWait();
    session.close(tokenizer);
  }
}
