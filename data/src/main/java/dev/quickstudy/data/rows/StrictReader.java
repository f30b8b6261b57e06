package dev.quickstudy.data.rows;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file's characters, without its byte order mark. Bytes that are none in its encoding, and zero
 * characters, are refused with line and column, rather than read as other characters than were
 * meant.
 */
public final class StrictReader extends Reader {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final InputStream in;
  private final Encoding encoding;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
  private final Position position = new Position();
  private boolean ended;

  public StrictReader(Path file, Encoding encoding) throws IOException {
    this.file = file;
    this.encoding = encoding;
    this.in = Files.newInputStream(file);
    bytes.limit(0);
    try {
      in.skipNBytes(encoding.mark());
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
    this.decoder =
        encoding
            .charset()
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
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
        throw refusal("a byte that is no " + encoding.charset().name());
      }
      return count;
    }
  }

  private void count(char[] chars, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      if (chars[i] == 0) {
        throw refusal("a zero byte, which no text has");
      }
      position.pass(chars[i]);
    }
  }

  private ReadingException refusal(String what) {
    return new ReadingException(
        ReadingException.Statement.ENCODING,
        "%s, line %d, column %d: %s; save the file as UTF-8, or state its encoding"
            .formatted(file, position.line(), position.column(), what));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
