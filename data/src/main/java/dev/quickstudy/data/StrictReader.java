package dev.quickstudy.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file's characters: as its byte order mark says (UTF-8 or UTF-16), which is not among them, or
 * else in the encoding that was named. Anything else is refused with its line, rather than read as
 * other characters than were meant.
 */
public final class StrictReader extends Reader {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final InputStream in;
  private final Charset charset;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
  private long line = 1;
  private boolean ended;

  /** Of a file in UTF-8, or in what its mark says. */
  public StrictReader(Path file) throws IOException {
    this(file, StandardCharsets.UTF_8);
  }

  /**
   * Of a file in any encoding.
   *
   * @param unmarked the encoding if the file has no mark
   */
  public StrictReader(Path file, Charset unmarked) throws IOException {
    this.file = file;
    this.in = Files.newInputStream(file);
    bytes.limit(0);
    try {
      fill();
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
    this.charset = charsetByMark(unmarked);
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  private Charset charsetByMark(Charset unmarked) {
    if (marked(0xEF, 0xBB, 0xBF)) {
      return StandardCharsets.UTF_8;
    }
    if (marked(0xFE, 0xFF)) {
      return StandardCharsets.UTF_16BE;
    }
    return marked(0xFF, 0xFE) ? StandardCharsets.UTF_16LE : unmarked;
  }

  private boolean marked(int... mark) {
    if (bytes.limit() < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes.get(i) & 0xff) != mark[i]) {
        return false;
      }
    }
    bytes.position(mark.length);
    return true;
  }

  private void fill() throws IOException {
    bytes.compact();
    while (bytes.hasRemaining() && !ended) {
      int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = count < 0;
      bytes.position(bytes.position() + Math.max(0, count));
    }
    bytes.flip();
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    CharBuffer out = CharBuffer.wrap(into, offset, length);
    while (true) {
      CoderResult result = decoder.decode(bytes, out, ended);
      int count = out.position() - offset;
      if (count == 0 && result.isUnderflow()) {
        if (ended) {
          return -1;
        }
        fill();
        continue;
      }
      count(into, offset, count);
      if (count == 0 && result.isOverflow()) {
        throw new IOException("no room for a character of two halves");
      }
      if (count == 0) {
        throw refusal(
            "bytes that are no "
                + charset.name()
                + "; save it as UTF-8, or as UTF-16 with a mark, or name its encoding");
      }
      return count;
    }
  }

  private void count(char[] chars, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      if (chars[i] == '\n') {
        line++;
      } else if (chars[i] == 0) {
        throw refusal(
            "zero bytes, as in UTF-16 without a mark, or in no text at all; save it as UTF-8");
      }
    }
  }

  private DataException refusal(String what) {
    return new DataException(file + ", line " + line + ": there are " + what);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
