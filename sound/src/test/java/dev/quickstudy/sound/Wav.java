package dev.quickstudy.sound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;

/** WAV files for tests, byte by byte. */
final class Wav {
  static final int HEADER = 44;

  private Wav() {}

  /** One channel of 16 bits. */
  static byte[] of(int rate, int count, IntToDoubleFunction sound) {
    ByteBuffer data = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putShort((short) Math.round(32_767 * sound.applyAsDouble(i)));
    }
    return file(format(1, 1, rate, 16), data.array());
  }

  /** A tone of half the greatest amplitude. */
  static byte[] tone(int rate, int count, double hertz) {
    return of(rate, count, i -> 0.5 * Math.sin(2 * Math.PI * hertz * i / rate));
  }

  /** What is seen of a file. */
  static float[] seen(Spectrogram spectrogram, Path file) throws IOException {
    return spectrogram.of(WavReader.read(file.toString(), Files.readAllBytes(file)));
  }

  static byte[] format(int code, int channels, int rate, int bits) {
    int frame = channels * bits / 8;
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) code)
        .putShort((short) channels)
        .putInt(rate)
        .putInt(rate * frame)
        .putShort((short) frame)
        .putShort((short) bits)
        .array();
  }

  static byte[] file(byte[] format, byte[] data) {
    byte[] formatChunk = chunk("fmt ", format);
    byte[] dataChunk = chunk("data", data);
    return riff(formatChunk, dataChunk);
  }

  static byte[] riff(byte[]... chunks) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes("WAVE".getBytes(StandardCharsets.US_ASCII));
    for (byte[] chunk : chunks) {
      all.writeBytes(chunk);
    }
    return chunk("RIFF", all.toByteArray());
  }

  static byte[] chunk(String id, byte[] bytes) {
    return ByteBuffer.allocate(8 + bytes.length + bytes.length % 2)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(id.getBytes(StandardCharsets.US_ASCII))
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }
}
