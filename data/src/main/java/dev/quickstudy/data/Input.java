package dev.quickstudy.data;

import dev.quickstudy.files.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing to learn from or to classify, as a program has it. An {@link InputReader} makes of it
 * the numbers that a learner takes.
 */
public sealed interface Input {
  /** What messages call it: {@code a text}, {@code a picture} … */
  String noun();

  /** A text of any length. */
  record Text(String text) implements Input {
    @Override
    public String noun() {
      return "a text";
    }
  }

  /**
   * A picture as the bytes of its file.
   *
   * @param file PNG, JPEG, GIF or BMP, of any size up to 40 million pixels
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Picture(byte[] file) implements Input {
    @Override
    public String noun() {
      return "a picture";
    }
  }

  /** A picture that is decoded already, upright. */
  record DecodedPicture(BufferedImage image) implements Input {
    @Override
    public String noun() {
      return "a picture";
    }
  }

  /**
   * A recording as the bytes of its file.
   *
   * @param file WAV, of at most 10 minutes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sound(byte[] file) implements Input {
    @Override
    public String noun() {
      return "a recording";
    }
  }

  /**
   * A recording as samples of one channel.
   *
   * @param samples usually in −1 … 1
   * @param rate samples a second, 1,000 … 384,000
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Samples(float[] samples, int rate) implements Input {
    @Override
    public String noun() {
      return "a recording";
    }
  }

  /**
   * A row of a table.
   *
   * @param cells by the names of their columns; an empty one has no value
   */
  record Row(Map<String, String> cells) implements Input {
    public Row {
      cells.forEach(
          (name, cell) -> {
            InputException.required(name, "the name of a column");
            InputException.required(cell, "the cell of column '" + name + "'");
          });
      cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    }

    @Override
    public String noun() {
      return "a row";
    }
  }

  /**
   * Numbers exactly as the learner takes them: an embedding that the program made, or an example
   * that is prepared already. Every reader takes one of its own length.
   *
   * @param numbers row by row
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Vector(float[] numbers) implements Input {
    @Override
    public String noun() {
      return "a vector";
    }
  }

  /** A text. */
  static Input text(String text) {
    return new Text(given(text));
  }

  /** A picture as the bytes of a PNG, JPEG, GIF or BMP file. */
  static Input picture(byte[] file) {
    return new Picture(given(file));
  }

  /** A decoded picture. */
  static Input picture(BufferedImage image) {
    return new DecodedPicture(given(image));
  }

  /**
   * A picture's file, read now.
   *
   * @throws InputException if it cannot be read
   */
  static Input picture(Path file) {
    return new Picture(bytes(file));
  }

  /** A recording as the bytes of a WAV file. */
  static Input sound(byte[] file) {
    return new Sound(given(file));
  }

  /** A recording as samples of one channel. */
  static Input sound(float[] samples, int rate) {
    return new Samples(given(samples), rate);
  }

  /**
   * A recording's file, read now.
   *
   * @throws InputException if it cannot be read
   */
  static Input sound(Path file) {
    return new Sound(bytes(file));
  }

  /** A row of a table, by the names of its columns. */
  static Input row(Map<String, String> cells) {
    return new Row(given(cells));
  }

  /** Numbers as the learner takes them. */
  static Input vector(float... numbers) {
    return new Vector(given(numbers));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(given(file));
    } catch (IOException e) {
      InputException unread =
          new InputException(
              InputException.Problem.UNREADABLE,
              String.valueOf(AtomicFile.failure("read", file, e).getMessage()));
      unread.initCause(e);
      throw unread;
    }
  }

  /** Callers that are not checked for nulls get the same exception as for other bad inputs. */
  private static <T> T given(T value) {
    return InputException.required(value, "the content of an input");
  }
}
