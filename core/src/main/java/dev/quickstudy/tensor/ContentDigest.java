package dev.quickstudy.tensor;

import dev.quickstudy.files.Hash;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 over the content of a file, whatever the order of its parts. Hashed are, in this order:
 * the kind's word; the number of fields and, sorted by name, each field's name and text; the number
 * of tensors and, sorted by name, each tensor's name, type, number of dimensions, dimensions and
 * elements. A text is its length in bytes and its bytes in UTF-8; numbers are big-endian, counts
 * and lengths of 4 bytes, dimensions of 8; elements are as in the file, little-endian.
 */
public final class ContentDigest {
  private ContentDigest() {}

  /**
   * The digest in hexadecimal, 64 digits.
   *
   * @throws UsageException if a text cannot be written in UTF-8
   */
  public static String of(String format, Map<String, String> fields, Map<String, Tensor> tensors) {
    try {
      Hash hash = Hash.sha256();
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(hash.written(), 1 << 16));
      write(out, format);
      out.writeInt(fields.size());
      for (Map.Entry<String, String> field : new TreeMap<>(fields).entrySet()) {
        write(out, field.getKey());
        write(out, field.getValue());
      }
      out.writeInt(tensors.size());
      for (Map.Entry<String, Tensor> named : new TreeMap<>(tensors).entrySet()) {
        Tensor tensor = named.getValue();
        write(out, named.getKey());
        write(out, tensor.type().name());
        out.writeInt(tensor.rank());
        for (long size : tensor.shape()) {
          out.writeLong(size);
        }
        Safetensors.writeElements(tensor, out);
      }
      out.flush();
      return hash.hex();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the stream goes nowhere
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      out.writeInt(bytes.length);
      out.write(bytes);
    } catch (CharacterCodingException e) {
      throw new UsageException("a text to be stored is no valid Unicode", e);
    }
  }
}
