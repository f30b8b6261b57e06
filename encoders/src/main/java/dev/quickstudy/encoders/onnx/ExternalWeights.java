package dev.quickstudy.encoders.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The files beside an ONNX model that hold weights of it: the values of {@code location} among a
 * tensor's external data (StringStringEntryProto in onnx.proto3: field 1 the key, field 2 the
 * value). They are found by their bytes, wherever in the model they stand.
 */
final class ExternalWeights {
  private static final byte[] KEY = "\n\u0008location\u0012".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST = 4096;

  private ExternalWeights() {}

  /**
   * Reads a model to its end.
   *
   * @return names of files, relative to the model's folder
   */
  static SortedSet<String> in(InputStream model) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    int matched = 0;
    for (int next = model.read(); next >= 0; next = model.read()) {
      // Only the first byte of the key begins it again: no other one is a line feed.
      matched = next == KEY[matched] ? matched + 1 : next == KEY[0] ? 1 : 0;
      if (matched == KEY.length) {
        matched = 0;
        name(model, names);
      }
    }
    return names;
  }

  private static void name(InputStream model, SortedSet<String> names) throws IOException {
    int length = model.read();
    if (length >= 128) { // a second byte of a number that has seven bits in each
      length = length - 128 + 128 * model.read();
    }
    if (length <= 0 || length > LONGEST) {
      return;
    }
    names.add(new String(model.readNBytes(length), StandardCharsets.UTF_8));
  }
}
