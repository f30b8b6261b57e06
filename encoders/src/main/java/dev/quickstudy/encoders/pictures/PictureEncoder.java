package dev.quickstudy.encoders.pictures;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.quickstudy.data.DataException;
import dev.quickstudy.data.pictures.PictureFit;
import dev.quickstudy.encoders.onnx.EmbeddingNumbers;
import dev.quickstudy.encoders.onnx.OnnxFile;
import dev.quickstudy.encoders.onnx.OnnxGraph;
import dev.quickstudy.encoders.onnx.OnnxRuntime;
import dev.quickstudy.encoders.onnx.OpenSession;
import dev.quickstudy.threads.ThreadPool;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * An ONNX encoder of pictures at work: bytes in, embeddings out, one picture at a time, so that no
 * embedding depends on its company. Closed by its owner.
 */
final class PictureEncoder implements AutoCloseable {
  private static final int COLOURS = 3;
  private static final int RANK = 4;
  private static final int USUAL_SIDE = 224;

  /** Numbers of classes of ImageNet, with or without one for nothing, and of its larger set. */
  private static final Set<Long> CLASSES = Set.of(1000L, 1001L, 21_841L, 21_843L);

  private static final List<String> EMBEDDINGS =
      List.of("embedding", "embeddings", "features", "image_embeds", "pooler_output");

  private final PictureModel model;
  private final OrtEnvironment environment;
  private final OpenSession session;
  private final String input;
  private final String output;
  private final ThreadPool pool;

  private PictureEncoder(
      PictureModel model,
      OrtEnvironment environment,
      OpenSession session,
      String input,
      String output,
      int threads) {
    this.model = model;
    this.environment = environment;
    this.session = session;
    this.input = input;
    this.output = output;
    this.pool = new ThreadPool(threads, "picture-encoder", () -> {}, session::closed);
  }

  /**
   * Loads a model and checks that it takes such pictures and gives such embeddings. Nothing is
   * reported to anybody.
   *
   * @throws DataException if the file is no ONNX model, or another than the recipe says
   */
  static PictureEncoder open(PictureModel model, int threads) {
    OrtSession session = OnnxFile.session(model.file(), model.output());
    try {
      PictureEncoder encoder =
          new PictureEncoder(
              model,
              OnnxRuntime.environment(),
              new OpenSession(model.file().toString(), session),
              input(model, session),
              output(model, session),
              threads);
      encoder.embed(new byte[COLOURS * model.height() * model.width()]); // refuses early
      return encoder;
    } catch (OrtException | RuntimeException e) {
      close(model, session);
      throw e instanceof DataException known
          ? known
          : new DataException(model.file() + " cannot embed a picture", e);
    }
  }

  /**
   * What a file says of itself: its size, 224 pixels where it takes any, and its dimension. Of
   * several outputs it is the one that is called an embedding; of a classifier of ImageNet's
   * classes that gives nothing else, what goes into its last matrix product.
   *
   * @throws DataException if the file is no ONNX model, or does not tell which output is meant
   */
  static PictureModel found(Path file, List<Double> mean, List<Double> deviation) {
    Optional<String> inside =
        OnnxFile.graph(file)
            .filter(graph -> CLASSES.contains(graph.width()))
            .flatMap(OnnxGraph::beforeLastProduct);
    try (OrtSession session = OnnxFile.session(file, inside)) {
      NodeInfo input = session.getInputInfo().values().iterator().next();
      long[] taken = input.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
      List<String> names = List.copyOf(session.getOutputInfo().keySet());
      Optional<String> output =
          inside.or(
              () ->
                  names.size() == 1
                      ? Optional.empty()
                      : Optional.of(
                          names.stream()
                              .filter(name -> EMBEDDINGS.contains(name.toLowerCase(Locale.ROOT)))
                              .findFirst()
                              .orElseThrow(
                                  () ->
                                      new DataException(
                                          "%s has the outputs %s, none of which is called one of %s; write a recipe that names one"
                                              .formatted(file, names, EMBEDDINGS)))));
      String taking = output.orElse(names.get(0));
      long[] shape = shape(session, taking);
      if (shape.length < 2 || shape[1] < 1) {
        throw new DataException(
            "%s does not tell how many numbers its output '%s' has; write a recipe that says 'dimension'"
                .formatted(file, taking));
      }
      return new PictureModel(
          file,
          side(taken, 2),
          side(taken, 3),
          mean,
          deviation,
          output,
          (int) shape[1],
          true,
          PictureFit.CROP);
    } catch (OrtException e) {
      throw new DataException(file + " cannot be loaded as an ONNX model", e);
    }
  }

  private static long[] shape(OrtSession session, String output) throws OrtException {
    NodeInfo info = session.getOutputInfo().get(output);
    return info != null && info.getInfo() instanceof TensorInfo tensor
        ? tensor.getShape()
        : new long[0];
  }

  private static int side(long[] shape, int dimension) {
    return shape.length == RANK && shape[dimension] > 0 ? (int) shape[dimension] : USUAL_SIDE;
  }

  /** The name of the one input, which must take one picture of the size that the recipe says. */
  private static String input(PictureModel model, OrtSession session) throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    if (inputs.size() != 1) {
      throw new DataException(
          "%s takes %d inputs (%s), but an encoder of pictures takes one"
              .formatted(model.file(), inputs.size(), String.join(", ", inputs.keySet())));
    }
    NodeInfo only = inputs.values().iterator().next();
    if (!(only.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
      throw new DataException(
          "%s takes %s, but an encoder of pictures takes float32 numbers"
              .formatted(model.file(), only.getInfo()));
    }
    long[] shape = tensor.getShape();
    long[] wanted = {1, COLOURS, model.height(), model.width()};
    boolean fits = shape.length == RANK;
    for (int i = 0; fits && i < RANK; i++) {
      fits = shape[i] < 0 || shape[i] == wanted[i];
    }
    if (!fits) {
      throw new DataException(
          "%s takes inputs %s, but pictures are %s: one at a time, colours first; %s"
              .formatted(
                  model.file(),
                  words(shape),
                  words(wanted),
                  shape.length == RANK && shape[1] == COLOURS
                      ? "set 'size' to what it takes, or export it for a batch of 1 or of any number"
                      : "export it with inputs [batch, 3, height, width]"));
    }
    return only.getName();
  }

  /** A size that may be any is a question mark. */
  private static String words(long[] shape) {
    return Arrays.toString(shape).replace("-1", "?");
  }

  private static String output(PictureModel model, OrtSession session) throws OrtException {
    List<String> names = List.copyOf(session.getOutputInfo().keySet());
    String all = String.join(", ", names);
    if (model.output().isEmpty() && names.size() != 1) {
      throw new DataException(
          "%s has %d outputs; name one of them as 'output': %s"
              .formatted(model.file(), names.size(), all));
    }
    String name = model.output().orElse(names.get(0));
    if (!names.contains(name)) {
      throw new DataException(
          "%s has no output '%s'; it has %s".formatted(model.file(), name, all));
    }
    return name;
  }

  /**
   * Embeds pictures on all threads.
   *
   * @param pictures gives the bytes of each, for 0 … count − 1; asked for by many threads at once
   */
  float[][] embed(int count, IntFunction<byte[]> pictures) {
    try {
      return pool.map(count, i -> one(pictures.apply(i))).toArray(float[][]::new);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("embedding was interrupted", e);
    }
  }

  /**
   * Embeds one picture on the caller's thread.
   *
   * @param picture a byte a number, channel by channel
   * @throws dev.quickstudy.tensor.ClosedException if this is closed
   */
  float[] one(byte[] picture) {
    try {
      return embed(picture);
    } catch (OrtException e) {
      throw new DataException("the encoder " + model.file() + " failed", e);
    }
  }

  private float[] embed(byte[] picture) throws OrtException {
    return session.run(open -> embed(picture, open));
  }

  private float[] embed(byte[] picture, OrtSession open) throws OrtException {
    int pixels = model.height() * model.width();
    float[] x = new float[picture.length];
    for (int i = 0; i < x.length; i++) {
      int channel = i / pixels;
      x[i] =
          (float)
              (((picture[i] & 0xff) / 255.0 - model.mean().get(channel))
                  / model.deviation().get(channel));
    }
    long[] shape = {1, COLOURS, model.height(), model.width()};
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), shape);
        OrtSession.Result result = open.run(Map.of(input, tensor), Set.of(output))) {
      if (!(result.get(0) instanceof OnnxTensor out) || out.getInfo().type != OnnxJavaType.FLOAT) {
        throw new DataException(
            "output '%s' of %s is no float32 tensor".formatted(output, model.file()));
      }
      return embedding(out);
    }
  }

  private float[] embedding(OnnxTensor out) {
    long[] shape = out.getInfo().getShape();
    float[] values = new float[model.dimension()];
    boolean vector =
        shape.length >= 2
            && shape[0] == 1
            && shape[1] == values.length
            && Arrays.stream(shape).skip(2).allMatch(side -> side == 1);
    if (!vector) {
      throw new DataException(
          "output '%s' of %s is %s, but 'dimension' says [1, %d]; set it to what the model gives, or name an output that is one vector a picture"
              .formatted(output, model.file(), Arrays.toString(shape), values.length));
    }
    out.getFloatBuffer().get(values);
    return EmbeddingNumbers.checked(
        values,
        model.unitLength(),
        "output '%s' of %s has numbers that are not finite; check 'mean' and 'deviation'"
            .formatted(output, model.file()));
  }

  /** Waits for what is under way and frees the model's memory. */
  @Override
  public void close() {
    pool.closeAndWait();
    session.close();
  }

  private static void close(PictureModel model, OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the encoder " + model.file() + " cannot be closed", e);
    }
  }
}
