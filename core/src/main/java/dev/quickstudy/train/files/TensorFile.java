package dev.quickstudy.train.files;

import dev.quickstudy.tensor.ContentDigest;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.TensorException;
import dev.quickstudy.tensor.UsageException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A safetensors file of this system: tensors and fields of text, under a digest that covers all of
 * them. Its metadata also say what kind of file it is and in which version of that format.
 *
 * <p>Format 2 has one digest; format 1 had a checksum a tensor and none of its fields.
 *
 * @param name what messages call it: the file
 * @param version of the format, that it was read from or is to be written in
 * @param fields all metadata but those of this class
 */
public record TensorFile(
    String name,
    Kind kind,
    long version,
    Map<String, Tensor> tensors,
    Map<String, String> fields,
    String digest) {
  private static final int BLOCK = 1 << 16;
  private static final String FORMAT = "format";
  private static final String FORMAT_VERSION = "formatVersion";
  private static final String DIGEST = "digest";
  private static final String CHECKSUM = "checksum.";

  /**
   * What a file is.
   *
   * @param format its word in the metadata
   * @param oldest the lowest version of the format that this program reads, from 1
   * @param newest the highest, which it writes unless an older one is enough
   * @param noun with its article, for messages
   */
  public record Kind(String format, int oldest, int newest, String noun) {}

  /** The content of a file to be written. */
  public static TensorFile of(Kind kind, Map<String, Tensor> tensors, Map<String, String> fields) {
    return of(kind, kind.newest(), tensors, fields);
  }

  /** The same in an older version of the format, which is enough for it. */
  public static TensorFile of(
      Kind kind, long version, Map<String, Tensor> tensors, Map<String, String> fields) {
    return new TensorFile(
        "a new file",
        kind,
        version,
        tensors,
        fields,
        ContentDigest.of(kind.format(), fields, tensors));
  }

  /** Writes a file, replacing it as a whole. */
  public void write(Path file) {
    Safetensors.write(file, tensors, metadata());
  }

  /** Writes to a stream and leaves it open. */
  public void write(OutputStream out) {
    Safetensors.write(out, tensors, metadata());
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, kind.format());
    metadata.put(FORMAT_VERSION, Long.toString(version));
    metadata.put(DIGEST, digest);
    metadata.putAll(fields);
    return metadata;
  }

  /**
   * Reads a file; its tensors belong to the current scope.
   *
   * @throws FileFormatException if it is damaged, not of this kind, or of a version that this
   *     program does not read
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static TensorFile read(Path file, Kind kind) {
    try {
      return checked(file.toString(), kind, Safetensors.read(file));
    } catch (TensorException e) {
      throw unreadable(file.toString(), kind, e);
    }
  }

  /** Reads a stream to its end, as {@link #read(Path, Kind)} a file. */
  public static TensorFile read(InputStream in, String name, Kind kind) {
    try {
      return checked(name, kind, Safetensors.read(in, name));
    } catch (TensorException e) {
      throw unreadable(name, kind, e);
    }
  }

  private static DamagedFileException unreadable(String name, Kind kind, TensorException e) {
    return new DamagedFileException(
        name, "%s; expected %s of Quickstudy".formatted(e.getMessage(), kind.noun()), e);
  }

  /** The digest that a file says it has; empty if it is not of a kind, or of its first format. */
  static Optional<String> digest(Path file, Kind kind) {
    try {
      Map<String, String> metadata = Safetensors.metadata(file);
      return kind.format().equals(metadata.get(FORMAT))
          ? Optional.ofNullable(metadata.get(DIGEST))
          : Optional.empty();
    } catch (TensorException e) {
      return Optional.empty();
    }
  }

  private static TensorFile checked(String name, Kind kind, Safetensors.Content content) {
    Map<String, String> fields = new LinkedHashMap<>(content.metadata());
    TensorFile all = new TensorFile(name, kind, 0, content.tensors(), content.metadata(), "");
    if (!all.optional(FORMAT).equals(Optional.of(kind.format()))) {
      throw new WrongKindException(name, kind.noun());
    }
    long version = all.number(FORMAT_VERSION);
    if (version < kind.oldest() || version > kind.newest()) {
      throw new VersionException(name, kind, version, all.optional("version").orElse(""));
    }
    fields.remove(FORMAT);
    fields.remove(FORMAT_VERSION);
    Optional<String> digest = Optional.ofNullable(fields.remove(DIGEST));
    if (version == 1) {
      if (digest.isPresent()) {
        throw all.damaged("it has a digest, which its format 1 has not");
      }
      all.requireChecksums();
      fields.keySet().removeIf(field -> field.startsWith(CHECKSUM));
    }
    String actual;
    try {
      actual = ContentDigest.of(kind.format(), fields, content.tensors());
    } catch (UsageException e) {
      throw all.damaged(String.valueOf(e.getMessage()));
    }
    if (version > 1 && !all.text(DIGEST).equals(actual)) {
      throw all.damaged("its content does not match its digest");
    }
    return new TensorFile(name, kind, version, content.tensors(), fields, actual);
  }

  /** As format 1: CRC-32C of each tensor's numbers as float64, big-endian. */
  private void requireChecksums() {
    tensors.forEach(
        (tensor, values) -> {
          if (!text(CHECKSUM + tensor).equals(checksum(values))) {
            throw damaged("tensor " + tensor + " does not match its checksum");
          }
        });
  }

  private static String checksum(Tensor tensor) {
    double[] numbers = tensor.toDoubles();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * Math.min(BLOCK, numbers.length));
    CRC32C crc = new CRC32C();
    for (int from = 0; from < numbers.length; from += BLOCK) {
      int count = Math.min(BLOCK, numbers.length - from);
      bytes.asDoubleBuffer().put(numbers, from, count);
      crc.update(bytes.array(), 0, Double.BYTES * count);
    }
    return Long.toHexString(crc.getValue());
  }

  /**
   * Checks that each tensor's name starts with one of these.
   *
   * @throws DamagedFileException naming one that does not
   */
  void requireOnly(String... prefixes) {
    for (String tensor : tensors.keySet()) {
      if (Stream.of(prefixes).noneMatch(tensor::startsWith)) {
        throw damaged("tensor " + tensor + " is no part of " + kind.noun());
      }
    }
  }

  /** Whether a tensor is there. */
  boolean has(String tensor) {
    return tensors.containsKey(tensor);
  }

  /**
   * A tensor.
   *
   * @throws DamagedFileException if it is missing
   */
  Tensor tensor(String tensor) {
    Tensor found = tensors.get(tensor);
    if (found == null) {
      throw new DamagedFileException(
          name, name + " lacks the tensor '" + tensor + "' of " + kind.noun());
    }
    return found;
  }

  /** A field that may be missing. */
  public Optional<String> optional(String field) {
    return Optional.ofNullable(fields.get(field));
  }

  /**
   * A field.
   *
   * @throws DamagedFileException if it is missing
   */
  String text(String field) {
    return optional(field)
        .orElseThrow(
            () ->
                new DamagedFileException(
                    name, name + " lacks the field '" + field + "' of " + kind.noun()));
  }

  /**
   * A field that is a whole number.
   *
   * @throws DamagedFileException if it is missing or none
   */
  public long number(String field) {
    try {
      long number = Long.parseLong(text(field));
      if (!Long.toString(number).equals(text(field))) { // other digits, a plus, a leading zero
        throw new NumberFormatException("not as it is written");
      }
      return number;
    } catch (NumberFormatException e) {
      throw wrong(field, e);
    }
  }

  /**
   * A field that is a number.
   *
   * @throws DamagedFileException if it is missing or none
   */
  public double real(String field) {
    try {
      return Double.parseDouble(text(field));
    } catch (NumberFormatException e) {
      throw wrong(field, e);
    }
  }

  private DamagedFileException wrong(String field, NumberFormatException cause) {
    return new DamagedFileException(
        name,
        name + " has '" + fields.get(field) + "' in the field '" + field + "', which is no number",
        cause);
  }

  /** What to throw where parts of this file do not fit. */
  public DamagedFileException damaged(String what) {
    return new DamagedFileException(name, name + " is damaged: " + what);
  }
}
