package dev.quickstudy.encoders.sounds;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.quickstudy.data.DataException;
import dev.quickstudy.encoders.onnx.EmbeddingNumbers;
import dev.quickstudy.encoders.onnx.OnnxFile;
import dev.quickstudy.encoders.onnx.OnnxRuntime;
import dev.quickstudy.encoders.onnx.OpenSession;
import dev.quickstudy.sound.Excerpt;
import dev.quickstudy.sound.Recording;
import dev.quickstudy.sound.SoundView;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An ONNX encoder of recordings at work, one recording at a time, so that no embedding depends on
 * its company. Closed by its owner.
 */
final class SoundEncoder implements SoundView {
  private final SoundModel model;
  private final OrtEnvironment environment;
  private final OpenSession session;
  private final String input;
  private final String description;

  private SoundEncoder(
      SoundModel model, OrtEnvironment environment, OpenSession session, String input) {
    this.model = model;
    this.description = model.description();
    this.environment = environment;
    this.session = session;
    this.input = input;
  }

  /**
   * Loads a model and checks that it takes such recordings and gives such embeddings. Nothing is
   * reported to anybody.
   *
   * @throws DataException if the file is no ONNX model, or another than the model says
   */
  static SoundEncoder open(SoundModel model) {
    OpenSession session = session(model);
    String input;
    try {
      input = session.run(open -> input(model, open));
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw e instanceof DataException known
          ? known
          : new DataException(model.file() + " does not tell its inputs", e);
    }
    SoundEncoder encoder = new SoundEncoder(model, OnnxRuntime.environment(), session, input);
    try {
      encoder.embedding(new float[model.excerpt().length()]); // refuses early
      return encoder;
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  /**
   * How many numbers a file gives for a time.
   *
   * @param excerpt what it is given
   * @throws DataException if the file is no ONNX model of recordings
   */
  static int width(Path file, Excerpt excerpt) {
    SoundModel any = new SoundModel(file, excerpt, SoundModel.Pooling.MEAN, 1, false);
    try (OpenSession session = session(any)) {
      return session.run(
          open -> {
            String name = input(any, open);
            float[] silence = new float[excerpt.length()];
            try (OnnxTensor tensor =
                    OnnxTensor.createTensor(
                        OnnxRuntime.environment(),
                        FloatBuffer.wrap(silence),
                        new long[] {1, silence.length});
                OrtSession.Result result = open.run(Map.of(name, tensor))) {
              long[] shape = ((TensorInfo) result.get(0).getInfo()).getShape();
              return Math.toIntExact(shape[shape.length - 1]);
            }
          });
    } catch (OrtException e) {
      throw new DataException(
          "%s cannot hear %.2f s at %d samples a second"
              .formatted(file, excerpt.seconds(), excerpt.rate()),
          e);
    }
  }

  private static OpenSession session(SoundModel model) {
    return new OpenSession(
        model.file().toString(), OnnxFile.session(model.file(), Optional.empty()));
  }

  /** The name of the one input, which must take samples. */
  private static String input(SoundModel model, OrtSession session) throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    NodeInfo only = inputs.values().iterator().next();
    if (inputs.size() != 1
        || session.getNumOutputs() != 1
        || !(only.getInfo() instanceof TensorInfo tensor)
        || tensor.type != OnnxJavaType.FLOAT
        || tensor.getShape().length != 2) {
      throw new DataException(
          "%s takes %s and gives %s, but an encoder of recordings takes one float32 input [batch, samples] and gives one output"
              .formatted(
                  model.file(), session.getInputInfo().values(), session.getOutputInfo().values()));
    }
    return only.getName();
  }

  @Override
  public long[] shape() {
    return new long[] {model.dimension()};
  }

  @Override
  public Excerpt excerpt() {
    return model.excerpt();
  }

  @Override
  public String words() {
    return fitted();
  }

  /** Tells this encoder, and how it is used, from others. */
  @Override
  public String fitted() {
    return description;
  }

  @Override
  public float[] of(Recording recording) {
    return embedding(model.excerpt().of(recording));
  }

  private float[] embedding(float[] samples) {
    try {
      return session.run(open -> embedding(samples, open));
    } catch (OrtException e) {
      throw new DataException(
          "the encoder %s failed on %d samples".formatted(model.file(), samples.length), e);
    }
  }

  private float[] embedding(float[] samples, OrtSession open) throws OrtException {
    long[] shape = {1, samples.length};
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(samples), shape);
        OrtSession.Result result = open.run(Map.of(input, tensor))) {
      if (!(result.get(0) instanceof OnnxTensor out) || out.getInfo().type != OnnxJavaType.FLOAT) {
        throw new DataException(model.file() + " gives no float32 tensor");
      }
      float[] values = new float[out.getFloatBuffer().remaining()];
      out.getFloatBuffer().get(values);
      return EmbeddingNumbers.checked(
          pooled(values, out.getInfo().getShape()),
          model.unitLength(),
          model.file() + " gives numbers that are not finite");
    }
  }

  /** One vector of those of all times. */
  private float[] pooled(float[] values, long[] shape) {
    int width = shape.length == 0 ? 0 : Math.toIntExact(shape[shape.length - 1]);
    int times = width == 0 ? 0 : values.length / width;
    int given = model.pooling() == SoundModel.Pooling.MEAN ? width : values.length;
    if (times == 0 || given != model.dimension()) {
      throw new DataException(
          "%s gives %s for %.2f s of sound, which pooled by '%s' are %d numbers, but 'dimension' says %d"
              .formatted(
                  model.file(),
                  Arrays.toString(shape),
                  model.excerpt().seconds(),
                  model.pooling().name().toLowerCase(Locale.ROOT),
                  given,
                  model.dimension()));
    }
    if (given == values.length) {
      return values;
    }
    float[] mean = new float[width];
    for (int i = 0; i < values.length; i++) {
      mean[i % width] += values[i] / times;
    }
    return mean;
  }

  /** Waits for what is under way and frees the model's memory. */
  @Override
  public void close() {
    session.close();
  }
}
