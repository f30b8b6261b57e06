package dev.quickstudy.encoders.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * As much of an ONNX file as tells what goes into its last matrix product, which for a classifier
 * is an embedding (onnx.proto3: the graph is field 7 of a model; nodes are field 1 of a graph,
 * outputs 12; of a node, inputs are field 1, outputs 2, the operator 4; the name of a value is
 * field 1).
 */
public final class OnnxGraph {
  private static final int GRAPH = 7;
  private static final int NODE = 1;
  private static final int OUTPUT = 12;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_OPERATOR = 4;
  private static final int VALUE_NAME = 1;

  /** From a value to the numbers of its dimensions: type, tensor, shape, dimension, number. */
  private static final List<Integer> DIMENSIONS = List.of(2, 1, 2, 1, 1);

  /** What may stand between the product and the output. */
  private static final Set<String> BEHIND = Set.of("Add", "Softmax", "Identity", "Cast");

  private static final Set<String> PRODUCTS = Set.of("Gemm", "MatMul");

  private final byte[] model;
  private final List<Field> fields;
  private final List<String> outputs = new ArrayList<>();
  private final Map<String, Node> makers = new HashMap<>();
  private long width = -1;

  /**
   * A field of a message.
   *
   * @param from where its key begins
   * @param content where its content begins
   * @param end behind it
   */
  private record Field(int number, int from, int content, int end) {}

  private record Node(String operator, List<String> inputs) {}

  private OnnxGraph(byte[] model) {
    this.model = model;
    this.fields = fields(0, model.length);
    for (Field graph : fields) {
      if (graph.number == GRAPH) {
        read(graph);
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is no message
   */
  public static OnnxGraph of(byte[] model) {
    return new OnnxGraph(model);
  }

  private void read(Field graph) {
    for (Field part : fields(graph.content, graph.end)) {
      if (part.number == OUTPUT) {
        text(part, VALUE_NAME).ifPresent(outputs::add);
        within(part, DIMENSIONS)
            .forEach(size -> width = varint(new int[] {size.content}, size.end));
      } else if (part.number == NODE) {
        Node node = new Node(text(part, NODE_OPERATOR).orElse(""), texts(part, NODE_INPUT));
        texts(part, NODE_OUTPUT).forEach(output -> makers.put(output, node));
      }
    }
  }

  /** What goes into the matrix product that the only output comes from; empty if it does not. */
  public Optional<String> beforeLastProduct() {
    if (outputs.size() != 1) {
      return Optional.empty();
    }
    String value = outputs.get(0);
    for (Node node = makers.get(value); node != null; node = makers.get(value)) {
      if (PRODUCTS.contains(node.operator)) {
        return Optional.of(node.inputs.get(0));
      }
      if (!BEHIND.contains(node.operator) || node.inputs.isEmpty()) {
        return Optional.empty();
      }
      // Of a sum, the part that is made, not the one that is kept in the file.
      value = node.inputs.stream().filter(makers::containsKey).findFirst().orElse("");
    }
    return Optional.empty();
  }

  /** The last dimension of the last output; −1 where that is not said. */
  public long width() {
    return width;
  }

  /** The fields that a path of field numbers leads to. */
  private List<Field> within(Field message, List<Integer> path) {
    List<Field> at = List.of(message);
    for (int number : path) {
      at =
          at.stream()
              .flatMap(one -> fields(one.content, one.end).stream())
              .filter(field -> field.number == number)
              .toList();
    }
    return at;
  }

  /** Whether a value is made in the graph, or is an output. */
  public boolean has(String value) {
    return makers.containsKey(value) || outputs.contains(value);
  }

  public boolean gives(String value) {
    return outputs.contains(value);
  }

  /** The same model that gives a value of its inside too. */
  public byte[] giving(String value) {
    byte[] name = value.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    write(info, VALUE_NAME, name, 0, name.length);
    byte[] added = info.toByteArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream(model.length + added.length + 32);
    for (Field field : fields) {
      if (field.number == GRAPH) {
        ByteArrayOutputStream graph = new ByteArrayOutputStream(field.end - field.content + 64);
        graph.write(model, field.content, field.end - field.content);
        write(graph, OUTPUT, added, 0, added.length);
        byte[] whole = graph.toByteArray();
        write(out, GRAPH, whole, 0, whole.length);
      } else {
        out.write(model, field.from, field.end - field.from);
      }
    }
    return out.toByteArray();
  }

  private static void write(
      ByteArrayOutputStream out, int field, byte[] content, int from, int length) {
    varint(out, (long) field << 3 | 2);
    varint(out, length);
    out.write(content, from, length);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private Optional<String> text(Field message, int number) {
    return texts(message, number).stream().findFirst();
  }

  private List<String> texts(Field message, int number) {
    return fields(message.content, message.end).stream()
        .filter(field -> field.number == number)
        .map(
            field ->
                new String(model, field.content, field.end - field.content, StandardCharsets.UTF_8))
        .toList();
  }

  /** The fields of a message. */
  private List<Field> fields(int from, int to) {
    List<Field> found = new ArrayList<>();
    int at = from;
    while (at < to) {
      int begin = at;
      int[] next = {at};
      long key = varint(next, to);
      int content = next[0];
      int end =
          switch ((int) (key & 7)) {
            case 0 -> {
              varint(next, to);
              yield next[0];
            }
            case 1 -> content + 8;
            case 2 -> {
              long length = varint(next, to);
              content = next[0];
              yield Math.toIntExact(content + length);
            }
            case 5 -> content + 4;
            default -> throw new IllegalArgumentException("no such kind of field");
          };
      if (end > to || end < content) {
        throw new IllegalArgumentException("a field goes past its message");
      }
      found.add(new Field((int) (key >>> 3), begin, content, end));
      at = end;
    }
    return found;
  }

  private long varint(int[] at, int to) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at[0] >= to) {
        throw new IllegalArgumentException("a number goes past its message");
      }
      byte next = model[at[0]++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }
}
