package dev.quickstudy.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The header of a safetensors file, checked.
 *
 * @param entries one a tensor, in the order of their elements in the file, without gaps
 * @param metadata the texts under {@code __metadata__}
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";
  private static final int MOST_BYTES = 16_000_000;
  private static final int MOST_TENSORS = 1 << 16;
  private static final int MOST_NAMES = 6 * MOST_TENSORS;

  /** The engine's own limit. */
  private static final int MOST_DIMENSIONS = 64;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * One tensor.
   *
   * @param begin its first byte, counted from the header's end
   * @param end the byte after its last
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String name, DType type, long[] shape, long begin, long end) {}

  /**
   * Reads a header.
   *
   * @param name of the file or stream, for messages
   * @param size of the whole file in bytes, where it is known
   * @param in at the file's start; afterwards at the first tensor
   */
  static SafetensorsHeader read(String name, OptionalLong size, InputStream in) throws IOException {
    try {
      byte[] prefix = in.readNBytes(Long.BYTES);
      if (prefix.length < Long.BYTES) {
        throw new TensorException(
            "a safetensors file starts with 8 bytes of length, but here are only " + prefix.length);
      }
      long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (length < 0 || length > MOST_BYTES) {
        throw new TensorException(
            "the header would have "
                + Long.toUnsignedString(length)
                + " bytes, more than the most allowed, 16 MB; this is no safetensors file");
      }
      if (size.isPresent() && length > size.getAsLong() - Long.BYTES) {
        throw tooShort(length, size.getAsLong() - Long.BYTES);
      }
      byte[] header = in.readNBytes((int) length); // takes no more memory than bytes arrive
      if (header.length < length) {
        throw tooShort(length, header.length);
      }
      requireFewTensors(header);
      ObjectNode json = parse(header);
      Map<String, String> metadata = new LinkedHashMap<>();
      List<Entry> entries = new ArrayList<>();
      for (Map.Entry<String, JsonNode> property : json.properties()) {
        if (property.getKey().equals(METADATA)) {
          metadata.putAll(metadata(property.getValue()));
        } else {
          entries.add(entry(property.getKey(), property.getValue()));
        }
      }
      entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
      checkLayout(entries, size.orElse(Long.MAX_VALUE) - Long.BYTES - length, size.isPresent());
      return new SafetensorsHeader(entries, metadata);
    } catch (TensorException e) {
      throw new TensorException(name + ": " + e.getMessage(), e);
    }
  }

  private static TensorException tooShort(long length, long there) {
    return new TensorException(
        "the header should have "
            + length
            + " bytes, but the file has only "
            + there
            + " after the length; it is truncated or no safetensors file");
  }

  /**
   * Counts the objects in a header, one a tensor, and the names, four a tensor and one a text,
   * before anything is made of them: within the limit on bytes there is room for a million, which
   * take seconds to be read.
   */
  private static void requireFewTensors(byte[] header) {
    int objects = -2; // the whole, and the metadata
    int names = 0;
    boolean quoted = false;
    for (int i = 0; i < header.length; i++) {
      if (header[i] == '"') {
        quoted = !quoted;
      } else if (quoted && header[i] == '\\') {
        i++;
      } else if (!quoted && header[i] == '{' && ++objects > MOST_TENSORS) {
        throw new TensorException(
            "the header describes more than the most tensors allowed, " + MOST_TENSORS);
      } else if (!quoted && header[i] == ':' && ++names > MOST_NAMES) {
        throw new TensorException("the header has more than the most names allowed, " + MOST_NAMES);
      }
    }
  }

  private static ObjectNode parse(byte[] bytes) {
    try {
      // Decoded here, because Jackson would guess among encodings.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (JSON.readTree(text) instanceof ObjectNode object && text.startsWith("{")) {
        return object;
      }
      throw new TensorException("the header must be one JSON object");
    } catch (CharacterCodingException e) {
      throw new TensorException("the header is not UTF-8", e);
    } catch (JacksonException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new TensorException("the header is not valid JSON: " + shown(reason), e);
    }
  }

  private static Map<String, String> metadata(JsonNode node) {
    if (!node.isObject()) {
      throw new TensorException(METADATA + " must be an object of strings");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> text : node.properties()) {
      if (!text.getValue().isString()) {
        throw new TensorException(
            METADATA + " must be an object of strings, but " + shown(text.getKey()) + " is none");
      }
      metadata.put(text.getKey(), text.getValue().stringValue());
    }
    return metadata;
  }

  private static Entry entry(String name, JsonNode node) {
    String tensor = "tensor " + shown(name);
    JsonNode dtype = node.path("dtype");
    if (!node.isObject() || node.size() != 3 || !dtype.isString()) {
      throw new TensorException(
          tensor
              + " must have exactly dtype (a string), shape and data_offsets (lists of numbers)");
    }
    DType type =
        switch (dtype.stringValue()) {
          case "F32" -> DType.FLOAT32;
          case "F64" -> DType.FLOAT64;
          case "BF16" -> DType.BFLOAT16;
          case "I64" -> DType.INT64;
          default ->
              throw new TensorException(
                  tensor
                      + " has dtype "
                      + shown(dtype.stringValue())
                      + ", but only F32, F64, BF16 and I64 can be read");
        };
    long[] shape = numbers(tensor, "shape", node.path("shape"));
    long[] offsets = numbers(tensor, "data_offsets", node.path("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw new TensorException(
          tensor + " has data_offsets " + shown(Arrays.toString(offsets)) + ", not [begin, end]");
    }
    long bytes = bytes(tensor, type, shape);
    if (offsets[1] - offsets[0] != bytes) {
      throw new TensorException(
          "%s has data_offsets %s, %d bytes, but %s of shape %s needs %d"
              .formatted(
                  tensor,
                  Arrays.toString(offsets),
                  offsets[1] - offsets[0],
                  dtype.stringValue(),
                  Arrays.toString(shape),
                  bytes));
    }
    return new Entry(name, type, shape, offsets[0], offsets[1]);
  }

  private static long[] numbers(String tensor, String key, JsonNode node) {
    if (!node.isArray()) {
      throw new TensorException(tensor + " must have " + key + ", a list of whole numbers");
    }
    if (node.size() > MOST_DIMENSIONS) {
      throw new TensorException(
          tensor + " has " + key + " of " + node.size() + " numbers, more than " + MOST_DIMENSIONS);
    }
    long[] numbers = new long[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = node.get(i);
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
        throw new TensorException(
            "%s has %s in its %s, not a whole number of 0 … 2⁶³ − 1"
                .formatted(tensor, shown(number.toString()), key));
      }
      numbers[i] = number.longValue();
    }
    return numbers;
  }

  private static long bytes(String tensor, DType type, long[] shape) {
    try {
      // A size of 0 must not hide the overflow of the others: the engine multiplies them too.
      long strides = type.bytes();
      for (long size : shape) {
        strides = Math.multiplyExact(strides, Math.max(size, 1));
      }
      return Math.multiplyExact((long) Shape.elements(shape), (long) type.bytes());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new TensorException(
          tensor + " of shape " + Arrays.toString(shape) + " is too large", e);
    }
  }

  /**
   * Checks that the tensors follow each other without gaps, in the bytes after the header.
   *
   * @param exact whether they must fill them
   */
  private static void checkLayout(List<Entry> entries, long size, boolean exact) {
    long next = 0;
    String before = "the header";
    for (Entry entry : entries) {
      String tensor = "tensor " + shown(entry.name());
      if (entry.end() > size) {
        throw new TensorException(
            tensor
                + " ends at byte "
                + entry.end()
                + ", but after the header there are only "
                + size
                + "; the file is truncated or its offsets are wrong");
      }
      if (entry.begin() < next) {
        throw new TensorException(
            "%s starts at byte %d, within %s, which ends at %d"
                .formatted(tensor, entry.begin(), before, next));
      }
      if (entry.begin() > next) {
        throw new TensorException(
            "%s starts at byte %d, but %s ends at %d, which leaves a gap"
                .formatted(tensor, entry.begin(), before, next));
      }
      next = entry.end();
      before = tensor;
    }
    if (exact && next < size) {
      throw new TensorException(
          "after the last tensor there are " + (size - next) + " bytes that belong to none");
    }
  }

  /** A text from a file for a message of one line. */
  static String shown(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    return line.length() <= 100 ? line : line.substring(0, 100) + "…";
  }

  /**
   * The bytes in front of the tensors: the header's length and the header, padded with spaces to a
   * multiple of 8.
   */
  static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata) {
    ObjectNode json = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = json.putObject(METADATA);
      metadata.forEach(texts::put);
    }
    long begin = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      if (named.getKey().equals(METADATA)) {
        throw new UsageException("no tensor can be called " + METADATA);
      }
      Tensor tensor = named.getValue();
      long end = begin + tensor.elements() * tensor.type().bytes();
      ObjectNode entry = json.putObject(named.getKey());
      entry.put(
          "dtype",
          switch (tensor.type()) {
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
            case BFLOAT16 -> "BF16";
            case INT64 -> "I64";
          });
      ArrayNode shape = entry.putArray("shape");
      for (long size : tensor.shape()) {
        shape.add(size);
      }
      entry.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    byte[] text = JSON.writeValueAsBytes(json);
    if (text.length > MOST_BYTES || tensors.size() > MOST_TENSORS) {
      throw new UsageException(
          "%d tensors with a header of %d bytes are too much for one file; it may have %d and %d"
              .formatted(tensors.size(), text.length, MOST_TENSORS, MOST_BYTES));
    }
    int length = (text.length + 7) / 8 * 8;
    byte[] bytes = new byte[Long.BYTES + length];
    Arrays.fill(bytes, (byte) ' ');
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text);
    return bytes;
  }
}
