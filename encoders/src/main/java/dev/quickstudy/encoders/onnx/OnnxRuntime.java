package dev.quickstudy.encoders.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.quickstudy.data.DataException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * ONNX Runtime without its reports to its makers. As it loads, version 1.29 makes an id of the
 * machine and a file of events below the user's cache folder on Linux, before anybody can call
 * {@code setTelemetry}. It does not where its environment says so; a Java program cannot change its
 * own environment, but the C library can.
 */
public final class OnnxRuntime {
  private static final String SWITCH = "ORT_DISABLE_TELEMETRY";

  /** Where ONNX Runtime looks for its libraries. */
  private static final String FOLDER = "onnxruntime.native.path";

  private static final List<String> LIBRARIES =
      Stream.of("onnxruntime", "onnxruntime4j_jni").map(System::mapLibraryName).toList();

  private static Optional<OrtEnvironment> environment = Optional.empty();

  private OnnxRuntime() {}

  /**
   * The environment of all sessions, loaded at the first call.
   *
   * @throws DataException if its reports cannot be switched off
   */
  public static synchronized OrtEnvironment environment() {
    if (environment.isEmpty()) {
      environment = Optional.of(started());
    }
    return environment.get();
  }

  private static OrtEnvironment started() {
    if (!Platform.isWindows() && System.getenv(SWITCH) == null) {
      switchOff();
    }
    OrtEnvironment environment = loaded();
    try {
      environment.setTelemetry(false);
    } catch (OrtException e) {
      throw new DataException("ONNX Runtime does not switch its reports off", e);
    }
    return environment;
  }

  /** Loads it from the cache folder, unless the host has named another place. */
  private static OrtEnvironment loaded() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "."));
    StaleFolders.remove(temporary);
    Optional<Path> folder =
        System.getProperty(FOLDER) == null
            ? NativeLibraries.system("linux-x64", "osx-aarch64", "win-x64")
                .flatMap(
                    system ->
                        NativeLibraries.folder(
                            "onnxruntime",
                            OrtEnvironment.class,
                            LIBRARIES.stream()
                                .map(name -> "/ai/onnxruntime/native/" + system + "/" + name)
                                .toList()))
            : Optional.empty();
    if (folder.isEmpty()) {
      return OrtEnvironment.getEnvironment();
    }
    System.setProperty(FOLDER, folder.get().toString());
    try {
      return OrtEnvironment.getEnvironment();
    } finally {
      System.clearProperty(FOLDER);
      removeTemporary();
    }
  }

  /** The folder that its loader has made for nothing, and would keep until the process ends. */
  private static void removeTemporary() {
    try {
      Field field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
      field.setAccessible(true);
      if (field.get(null) instanceof Path folder) {
        Files.deleteIfExists(folder); // only an empty one can be deleted so
      }
    } catch (ReflectiveOperationException | RuntimeException | IOException e) {
      // Another version of it, or one that is a module: the folder goes when the process ends.
    }
  }

  private static void switchOff() {
    try {
      int failed =
          NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {SWITCH, "1", 1});
      if (failed == 0) {
        return;
      }
    } catch (LinkageError e) {
      throw new DataException(refusal(), e);
    }
    throw new DataException(refusal());
  }

  private static String refusal() {
    return "encoders are not loaded, because ONNX Runtime would report to its makers and cannot be told not to from here;"
        + " set "
        + SWITCH
        + "=1 in the environment";
  }
}
