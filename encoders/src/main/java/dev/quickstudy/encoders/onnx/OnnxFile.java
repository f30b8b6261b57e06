package dev.quickstudy.encoders.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.quickstudy.data.DataException;
import dev.quickstudy.files.Hash;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;

/** The file of a pretrained encoder. */
public final class OnnxFile {
  private OnnxFile() {}

  /**
   * Checks that it is there.
   *
   * @throws DataException if not
   */
  public static void require(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          "there is no encoder " + file + "; name an ONNX file of a pretrained encoder");
    }
  }

  /**
   * SHA-256 of the file, of the files beside it that hold weights of it, and of how it is used,
   * hexadecimal.
   *
   * @param settings how it is used
   * @throws DataException if one of them is not there
   */
  public static String hash(Path file, String settings) {
    require(file);
    try {
      Hash hash = Hash.sha256();
      SortedSet<String> beside;
      try (InputStream in = reading(file, hash)) {
        beside = ExternalWeights.in(in);
      }
      for (String name : beside) {
        hash.add((name + "\n").getBytes(StandardCharsets.UTF_8));
        try (InputStream in = reading(weights(file, name), hash)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
      return hash.add(settings.getBytes(StandardCharsets.UTF_8)).hex();
    } catch (IOException e) {
      throw new DataException(file + " cannot be read", e);
    }
  }

  /** One thread a run, and no word on stderr: errors are exceptions. */
  public static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    return options;
  }

  /**
   * Opens a model.
   *
   * @param value that it is to give, an output of the file or inside of it; one that it has not is
   *     not asked for; empty for what the file gives
   * @throws DataException if there is no such file, or it is no ONNX model
   */
  public static OrtSession session(Path file, Optional<String> value) {
    require(file);
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = options()) {
      Optional<byte[]> changed = value.flatMap(name -> giving(file, name));
      if (changed.isEmpty()) {
        return environment.createSession(file.toString(), options);
      }
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        options.addConfigEntry(
            "session.model_external_initializers_file_folder_path", folder.toString());
      }
      return environment.createSession(changed.get(), options);
    } catch (OrtException e) {
      throw new DataException(file + " cannot be loaded as an ONNX model", e);
    }
  }

  /** The file with one output more; empty where it has that, or has no such value. */
  private static Optional<byte[]> giving(Path file, String value) {
    return graph(file)
        .filter(graph -> !graph.gives(value) && graph.has(value))
        .map(graph -> graph.giving(value));
  }

  /** Its graph; empty where it is no ONNX file, which loading it tells better. */
  public static Optional<OnnxGraph> graph(Path file) {
    require(file);
    try {
      return Optional.of(OnnxGraph.of(Files.readAllBytes(file)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new DataException(file + " cannot be read", e);
    }
  }

  private static InputStream reading(Path from, Hash hash) throws IOException {
    return new BufferedInputStream(hash.reading(Files.newInputStream(from)), 1 << 16);
  }

  /** A file of weights that the model names. */
  private static Path weights(Path file, String name) {
    try {
      Path found = file.resolveSibling(name);
      if (Files.isRegularFile(found)) {
        return found;
      }
    } catch (InvalidPathException e) {
      // as one that is not there
    }
    throw new DataException(
        "the encoder %s has weights in the file %s, which is not beside it; put it there"
            .formatted(file, name));
  }
}
