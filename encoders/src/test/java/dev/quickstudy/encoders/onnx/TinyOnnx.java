package dev.quickstudy.encoders.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes small ONNX models: protocol buffers with the field numbers of onnx.proto3 (ONNX IR 8,
 * operators 13).
 */
public final class TinyOnnx {
  private static final int FLOAT = 1;
  private static final int DOUBLE = 11;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private TinyOnnx() {}

  private TinyOnnx number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  private TinyOnnx part(int field, byte[] content) {
    varint((long) field << 3 | 2);
    varint(content.length);
    bytes.writeBytes(content);
    return this;
  }

  private TinyOnnx text(int field, String text) {
    return part(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private TinyOnnx part(int field, TinyOnnx message) {
    return part(field, message.bytes.toByteArray());
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  private static TinyOnnx value(String name, int type, long... shape) {
    TinyOnnx dimensions = new TinyOnnx();
    for (long side : shape) {
      TinyOnnx dimension = new TinyOnnx();
      dimensions.part(1, side < 0 ? dimension.text(2, "any") : dimension.number(1, side));
    }
    TinyOnnx tensor = new TinyOnnx().number(1, type).part(2, dimensions);
    return new TinyOnnx().text(1, name).part(2, new TinyOnnx().part(1, tensor));
  }

  private static TinyOnnx node(String operator, String from, String to) {
    return new TinyOnnx().text(1, from).text(2, to).text(4, operator);
  }

  private static byte[] model(TinyOnnx graph) {
    return new TinyOnnx()
        .number(1, 8)
        .part(7, graph.text(2, "tiny"))
        .part(8, new TinyOnnx().number(2, 13))
        .bytes
        .toByteArray();
  }

  /** A model without one of its declared outputs, which stays inside. */
  public static byte[] without(byte[] model, String output) {
    TinyOnnx all = new TinyOnnx();
    for (Part part : parts(model)) {
      if (part.field == 7) {
        TinyOnnx graph = new TinyOnnx();
        for (Part inner : parts(part.content)) {
          boolean named =
              inner.field == 12
                  && parts(inner.content).stream()
                      .anyMatch(
                          one ->
                              one.field == 1
                                  && new String(one.content, StandardCharsets.UTF_8)
                                      .equals(output));
          if (!named) {
            graph.bytes.writeBytes(inner.whole);
          }
        }
        all.part(7, graph);
      } else {
        all.bytes.writeBytes(part.whole);
      }
    }
    return all.bytes.toByteArray();
  }

  /** A field: its number, its content where it has a length, and all its bytes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(int field, byte[] content, byte[] whole) {}

  private static List<Part> parts(byte[] message) {
    List<Part> parts = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(message);
    while (in.hasRemaining()) {
      int from = in.position();
      long key = number(in);
      byte[] content = new byte[0];
      switch ((int) (key & 7)) {
        case 0 -> number(in);
        case 1 -> in.position(in.position() + 8);
        case 2 -> {
          content = new byte[(int) number(in)];
          in.get(content);
        }
        default -> in.position(in.position() + 4);
      }
      parts.add(
          new Part((int) (key >>> 3), content, Arrays.copyOfRange(message, from, in.position())));
    }
    return parts;
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  /** The size of each sample: input and output {@code [batch, samples]}. */
  public static byte[] sizes() {
    return model(
        new TinyOnnx()
            .part(1, node("Abs", "samples", "sizes"))
            .part(11, value("samples", FLOAT, -1, -1))
            .part(12, value("sizes", FLOAT, -1, -1)));
  }

  /**
   * The mean of each colour: input {@code [batch, 3, side, side]}, output {@code [batch, 3, 1, 1]}.
   */
  public static byte[] colourMeans(long batch, long side) {
    return model(
        new TinyOnnx()
            .part(1, node("GlobalAveragePool", "pictures", "means"))
            .part(11, value("pictures", FLOAT, batch, 3, side, side))
            .part(12, value("means", FLOAT, batch, 3, 1, 1)));
  }

  /** The mean of each colour, times three float32 numbers in a file beside the model. */
  public static byte[] weightedMeans(long side, String weights) {
    TinyOnnx location = new TinyOnnx().text(1, "location").text(2, weights);
    TinyOnnx factors =
        new TinyOnnx()
            .number(1, 1)
            .number(1, 3)
            .number(1, 1)
            .number(1, 1)
            .number(2, FLOAT)
            .text(8, "factors")
            .part(13, location)
            .number(14, 1);
    TinyOnnx product =
        new TinyOnnx().text(1, "means").text(1, "factors").text(2, "products").text(4, "Mul");
    return model(
        new TinyOnnx()
            .part(1, node("GlobalAveragePool", "pictures", "means"))
            .part(1, product)
            .part(5, factors)
            .part(11, value("pictures", FLOAT, 1, 3, side, side))
            .part(12, value("products", FLOAT, 1, 3, 1, 1)));
  }

  /** The same with a second output, the maximum of each colour. */
  public static byte[] meansAndPeaks(long side) {
    return model(
        new TinyOnnx()
            .part(1, node("GlobalAveragePool", "pictures", "means"))
            .part(1, node("GlobalMaxPool", "pictures", "peaks"))
            .part(11, value("pictures", FLOAT, -1, 3, side, side))
            .part(12, value("means", FLOAT, -1, 3, 1, 1))
            .part(12, value("peaks", FLOAT, -1, 3, 1, 1)));
  }

  /** Channels last, or another rank: what goes in comes out. */
  public static byte[] identity(long... shape) {
    return model(
        new TinyOnnx()
            .part(1, node("Identity", "pictures", "same"))
            .part(11, value("pictures", FLOAT, shape))
            .part(12, value("same", FLOAT, shape)));
  }

  /** Takes float64. */
  public static byte[] doubles(long side) {
    return model(
        new TinyOnnx()
            .part(1, node("Identity", "pictures", "same"))
            .part(11, value("pictures", DOUBLE, 1, 3, side, side))
            .part(12, value("same", DOUBLE, 1, 3, side, side)));
  }
}
