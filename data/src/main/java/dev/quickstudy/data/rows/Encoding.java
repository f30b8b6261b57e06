package dev.quickstudy.data.rows;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.ReadingException.Statement;
import dev.quickstudy.files.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The encoding of a file: what its byte order mark says; or what was stated; or UTF-16 where zero
 * bytes say so; or UTF-8 where all bytes are; or Windows-1252 where the others look like the
 * letters of Western European words. Anything else is refused: read wrongly, it would be other
 * words.
 *
 * @param mark how many bytes the byte order mark has
 * @param said what people are told
 */
public record Encoding(Charset charset, int mark, String said) {
  private static final int HEAD = 1 << 16;
  private static final Charset WESTERN = Charset.forName("windows-1252");
  private static final String UNDEFINED = "\u0081\u008d\u008f\u0090\u009d";

  /** Signs that stand within words of some languages: ’ in d’eau, · in Catalan, ordinals. */
  private static final String WITHIN_WORDS = "\u0092\u00b7\u00ad\u00aa\u00ba\u00b4\u00b0";

  private static final List<Mark> MARKS =
      List.of(
          new Mark("UTF-32LE", 0xFF, 0xFE, 0, 0),
          new Mark("UTF-32BE", 0, 0, 0xFE, 0xFF),
          new Mark("UTF-8", 0xEF, 0xBB, 0xBF),
          new Mark("UTF-16BE", 0xFE, 0xFF),
          new Mark("UTF-16LE", 0xFF, 0xFE));

  private record Mark(String name, List<Integer> bytes) {
    Mark(String name, Integer... bytes) {
      this(name, List.of(bytes));
    }

    boolean begins(byte[] head, int length) {
      for (int i = 0; i < bytes.size(); i++) {
        if (i >= length || (head[i] & 0xff) != bytes.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Finds it; refuses what is no file of text. */
  public static Encoding of(Path file, Optional<Charset> stated) {
    requireFile(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD);
      OtherKinds.refuse(file, head, head.length);
      for (Mark mark : MARKS) {
        if (mark.begins(head, head.length)) {
          return new Encoding(
              Charset.forName(mark.name()), mark.bytes().size(), mark.name() + " by its mark");
        }
      }
      if (stated.isPresent()) {
        return new Encoding(stated.get(), 0, stated.get().name() + " as stated");
      }
      Optional<Charset> wide = wide(head);
      if (wide.isPresent()) {
        return new Encoding(wide.get(), 0, wide.get().name() + " without a mark");
      }
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
    return narrow(file);
  }

  /** A pipe or a device may never end, or keep its reader waiting for ever. */
  private static void requireFile(Path file) {
    if (Files.isDirectory(file)) {
      throw new DataException(file + " is a folder; name a file of rows");
    }
    if (!Files.exists(file)) {
      throw new DataException("cannot read " + file + ": it does not exist; name a file of rows");
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          file + " is no regular file but a pipe or a device; write its rows to a file first");
    }
  }

  /** UTF-16 without a mark: half of its bytes are zero where letters are Latin. */
  private static Optional<Charset> wide(byte[] head) {
    int[] zeros = new int[2];
    for (int i = 0; i < head.length; i++) {
      zeros[i % 2] += head[i] == 0 ? 1 : 0;
    }
    int more = Math.max(zeros[0], zeros[1]);
    if (more < 5 * Math.min(zeros[0], zeros[1]) || more < Math.max(1, head.length / 50)) {
      return Optional.empty();
    }
    Charset charset = zeros[1] > zeros[0] ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    try {
      int even = head.length - head.length % 2;
      String text =
          charset
              .newDecoder()
              .decode(ByteBuffer.wrap(head, 0, Math.min(even, HEAD - 2)))
              .toString();
      boolean plain =
          text.codePoints()
              .allMatch(c -> Character.isDefined(c) && (c >= ' ' || Character.isWhitespace(c)));
      return plain ? Optional.of(charset) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** UTF-8 if all bytes are; otherwise what the exceptions say. */
  private static Encoding narrow(Path file) {
    Utf8 utf8 = new Utf8();
    Western western = new Western();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[HEAD];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        utf8.take(block, count);
        western.take(block, count);
      }
      utf8.end();
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
    if (utf8.bad == 0) {
      return new Encoding(StandardCharsets.UTF_8, 0, "UTF-8");
    }
    if (utf8.good >= utf8.bad) {
      throw new ReadingException(
          Statement.ENCODING,
          "%s, line %d, column %d: a byte that is no UTF-8, where %d other characters beyond ASCII are; mend that place, or state the encoding"
              .formatted(file, utf8.badLine, utf8.badColumn, utf8.good));
    }
    if (!western.plausible()) {
      throw new ReadingException(
          Statement.ENCODING,
          "%s, line %d, column %d: a byte that is no UTF-8, and the file does not look like Windows-1252 either; save it as UTF-8, or state its encoding (windows-1251, GBK, Shift_JIS …)"
              .formatted(file, utf8.badLine, utf8.badColumn));
    }
    return new Encoding(WESTERN, 0, "Windows-1252, being no UTF-8");
  }

  /** Counts what is UTF-8 beyond ASCII, and what is not. */
  private static final class Utf8 {
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(HEAD + 16).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(HEAD + 16);
    private final Position position = new Position();
    long good;
    long bad;
    long badLine;
    long badColumn;

    void take(byte[] block, int count) {
      bytes.compact().put(block, 0, count).flip();
      decode(false);
    }

    void end() {
      decode(true);
    }

    private void decode(boolean last) {
      while (true) {
        CoderResult result = decoder.decode(bytes, chars.clear(), last);
        chars.flip();
        while (chars.hasRemaining()) {
          char c = chars.get();
          good += c >= 0x80 && !Character.isLowSurrogate(c) ? 1 : 0;
          position.pass(c);
        }
        if (result.isUnderflow()) {
          return;
        }
        if (result.isError()) {
          if (bad++ == 0) {
            badLine = position.line();
            badColumn = position.column();
          }
          bytes.position(bytes.position() + result.length());
          position.pass('?');
        }
      }
    }
  }

  /** Whether bytes beyond ASCII look like the letters of Western European words. */
  private static final class Western {
    private static final double SHARE = 0.3;
    private int last;
    private int beforeLast;
    private int run;
    private long high;
    private long inRuns;
    private long odd;

    void take(byte[] block, int count) {
      for (int i = 0; i < count; i++) {
        int c = block[i] & 0xff;
        if (c >= 0x80) {
          high++;
          run++;
          odd += UNDEFINED.indexOf(c) >= 0 ? 1 : 0;
          inRuns += run == 3 ? 3 : run > 3 ? 1 : 0;
        } else {
          run = 0;
        }
        boolean sign = last >= 0x80 && last < 0xC0 && !letter(last);
        odd += sign && WITHIN_WORDS.indexOf(last) < 0 && ascii(beforeLast) && ascii(c) ? 1 : 0;
        beforeLast = last;
        last = c;
      }
    }

    private static boolean ascii(int c) {
      return c < 0x80 && Character.isLetter(c);
    }

    /** Š Œ Ž š œ ž Ÿ. */
    private static boolean letter(int c) {
      return "\u008a\u008c\u008e\u009a\u009c\u009e\u009f".indexOf(c) >= 0;
    }

    boolean plausible() {
      return odd <= SHARE / 3 * high && inRuns <= SHARE * high;
    }
  }
}
