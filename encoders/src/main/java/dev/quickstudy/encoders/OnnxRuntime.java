package dev.quickstudy.encoders;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.quickstudy.data.DataException;

/**
 * ONNX Runtime without its reports to its makers. As it loads, version 1.29 makes an id of the
 * machine and a file of events below the user's cache folder on Linux, before anybody can call
 * {@code setTelemetry}. It does not where its environment says so; a Java program cannot change its
 * own environment, but the C library can.
 */
final class OnnxRuntime {
  private static final String SWITCH = "ORT_DISABLE_TELEMETRY";

  private OnnxRuntime() {}

  /**
   * The environment of all sessions, loaded at the first call.
   *
   * @throws DataException if its reports cannot be switched off
   */
  static synchronized OrtEnvironment environment() {
    if (!Platform.isWindows() && System.getenv(SWITCH) == null) {
      switchOff();
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try {
      environment.setTelemetry(false);
    } catch (OrtException e) {
      throw new DataException("ONNX Runtime does not switch its reports off", e);
    }
    return environment;
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
