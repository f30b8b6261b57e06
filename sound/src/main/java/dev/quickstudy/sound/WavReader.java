package dev.quickstudy.sound;

import dev.quickstudy.data.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads a WAV file ("Multimedia Programming Interface and Data Specifications 1.0", IBM and
 * Microsoft 1991; WAVEFORMATEXTENSIBLE: Microsoft 2001): whole numbers of 8, 16, 24 and 32 bits and
 * floating-point numbers of 32, any rate, channels mixed to one by their mean; where they cancel
 * each other, the loudest channel is taken alone.
 *
 * <p>A RIFF reader of our own rather than {@code javax.sound}: that one believes the header. Here
 * nothing is allocated by what a header says, and a header that contradicts itself or the file is
 * refused. One repair is made: 2³²−1 bytes of samples, which programs write that did not know the
 * length beforehand, are all bytes that follow.
 */
final class WavReader {
  /** No larger file is looked at. */
  static final int MOST_BYTES = 1 << 25;

  static final int LEAST_RATE = 1_000;
  static final int MOST_RATE = 384_000;
  private static final int MOST_CHANNELS = 32;
  static final int MOST_SECONDS = 600;

  /** Far beyond any recording, whose numbers are in −1 … 1; not a number is no less than it. */
  static final float LOUDEST = 1e6f;

  private static final long TO_THE_END = 0xFFFF_FFFFL;
  private static final int EXTENSIBLE = 0xFFFE;

  /** The last 14 bytes of the subformats that stand for plain codes. */
  private static final long[] SUBFORMAT = {0x0010_0000_0000L, 0x719B_3800_AA00_0080L};

  /** Channels whose mean has less than this share of the loudest one's energy cancel each other. */
  private static final double CANCELLED = 0.01;

  private final String name;
  private final ByteBuffer bytes;
  private boolean oneChannel;

  /** How samples are written. */
  private record Format(boolean floating, int channels, int rate, int bits) {
    int frameBytes() {
      return channels * bits / 8;
    }

    /**
     * What is no louder cannot be told from silence: some steps of the numbers it is written in.
     */
    float noise() {
      return bits == 8 ? 1.5f / 128 : bits == 16 ? 33f / 32_768 : Recording.FINEST_NOISE;
    }
  }

  private WavReader(String name, byte[] bytes) {
    this.name = name;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a recording.
   *
   * @param name what messages call it
   * @param bytes the whole file
   * @throws DataException if it is no WAV file that can be read, has no samples, or its header
   *     cannot be true
   */
  static Recording read(String name, byte[] bytes) {
    return new WavReader(name, bytes).recording();
  }

  private DataException refusal(String message) {
    return new DataException(name + ": " + message);
  }

  private String word() {
    byte[] word = new byte[4];
    bytes.get(word);
    return new String(word, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?");
  }

  private Recording recording() {
    begin();
    Format format = null;
    while (bytes.remaining() >= 8) {
      String id = word();
      long size = bytes.getInt() & TO_THE_END;
      if (id.equals("data")) {
        if (format == null) {
          throw refusal("the samples come before the chunk 'fmt ' that says how to read them");
        }
        float[] samples = samples(format, size);
        return new Recording(samples, format.rate, format.noise(), oneChannel);
      }
      if (size > bytes.remaining()) {
        throw refusal(
            "the chunk '%s' says that it has %d bytes, but only %d follow; copy the file again"
                .formatted(id, size, bytes.remaining()));
      }
      int next = bytes.position() + (int) size;
      if (id.equals("fmt ")) {
        if (format != null) {
          throw refusal("there are two chunks 'fmt ', and so two ways to read it");
        }
        format = format((int) size);
      }
      bytes.position(Math.min(next + (int) (size & 1), bytes.limit()));
    }
    throw refusal("there is no chunk 'data' with samples; copy the file again");
  }

  private void begin() {
    String expected = "expected a WAV file, which begins with RIFF, a size and WAVE";
    if (bytes.remaining() < 12) {
      throw refusal("it has %d bytes; %s".formatted(bytes.remaining(), expected));
    }
    String riff = word();
    bytes.getInt(); // the size of the file, which says nothing that is needed
    String wave = word();
    if (riff.equals("RIFX") || riff.equals("RF64") || riff.equals("BW64")) {
      throw refusal(
          "it is a WAV file of the variant %s; convert it to a plain one".formatted(riff));
    }
    if (!riff.equals("RIFF") || !wave.equals("WAVE")) {
      throw refusal("%s; convert other sounds to it".formatted(expected));
    }
  }

  private Format format(int size) {
    if (size < 16) {
      throw refusal("the chunk 'fmt ' has %d bytes, but needs 16".formatted(size));
    }
    int code = unsigned();
    int channels = unsigned();
    long rate = bytes.getInt() & TO_THE_END;
    long byteRate = bytes.getInt() & TO_THE_END;
    int frameBytes = unsigned();
    int bits = unsigned();
    if (code == EXTENSIBLE) {
      code = subformat(size);
    }
    if (code != 1 && code != 3) {
      throw refusal(
          "its samples are coded as %s; convert it to plain (PCM) samples, which have code 1 or 3"
              .formatted(codec(code)));
    }
    boolean floating = code == 3;
    if (floating ? bits != 32 : bits != 8 && bits != 16 && bits != 24 && bits != 32) {
      throw refusal(
          ("its samples are %s of %d bits; can be read: whole numbers of 8, 16, 24 or 32 bits and"
                  + " floating-point numbers of 32")
              .formatted(floating ? "floating-point numbers" : "whole numbers", bits));
    }
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw refusal(
          "it says that it has %d channels; 1 to %d can be".formatted(channels, MOST_CHANNELS));
    }
    if (rate < LEAST_RATE || rate > MOST_RATE) {
      throw refusal(
          "it says that it has %d samples a second; %d to %d can be"
              .formatted(rate, LEAST_RATE, MOST_RATE));
    }
    Format format = new Format(floating, channels, (int) rate, bits);
    if (frameBytes != format.frameBytes() || byteRate != rate * frameBytes) {
      throw refusal(
          ("its header contradicts itself: %d channels of %d bits at %d a second, but %d bytes for a"
                  + " sample of all channels and %d bytes a second")
              .formatted(channels, bits, rate, frameBytes, byteRate));
    }
    return format;
  }

  private int unsigned() {
    return bytes.getShort() & 0xFFFF;
  }

  /** The code that an extended header has at its end. */
  private int subformat(int size) {
    if (size < 40 || unsigned() < 22) {
      throw refusal("its extended header is too short, %d bytes; it needs 40".formatted(size));
    }
    unsigned(); // bits that mean something; the others are 0, so that the scale is the same
    bytes.getInt(); // which loudspeaker each channel is for
    int code = unsigned();
    long middle = (bytes.getInt() & TO_THE_END) | ((long) unsigned() << 32);
    if (middle != SUBFORMAT[0] || bytes.getLong() != SUBFORMAT[1]) {
      throw refusal("its samples are in a format of a maker's own; convert it to plain (PCM) ones");
    }
    return code;
  }

  private static String codec(int code) {
    return switch (code) {
      case 2 -> "Microsoft ADPCM";
      case 6 -> "A-law";
      case 7 -> "mu-law";
      case 0x11 -> "IMA ADPCM";
      case 0x31 -> "GSM 6.10";
      case 0x50 -> "MPEG";
      case 0x55 -> "MP3";
      default -> "number %d".formatted(code);
    };
  }

  private float[] samples(Format format, long claimed) {
    int there = bytes.remaining();
    if (claimed != TO_THE_END && claimed > there) {
      throw refusal(
          ("it says that it has %d bytes of samples, but only %d follow: the recording is cut short;"
                  + " copy the file again")
              .formatted(claimed, there));
    }
    int frameBytes = format.frameBytes();
    int size = (int) Math.min(claimed, there);
    if (size % frameBytes != 0) {
      throw refusal(
          ("it has %d bytes of samples, which is no multiple of the %d bytes of one sample of all"
                  + " channels")
              .formatted(size, frameBytes));
    }
    int count = size / frameBytes;
    if (count == 0) {
      throw refusal("it has no samples");
    }
    if (count > (long) MOST_SECONDS * format.rate) {
      throw refusal(
          "it lasts %d seconds; at most %d can be: cut out what is to be told apart"
              .formatted(count / format.rate, MOST_SECONDS));
    }
    int begin = bytes.position();
    float[] samples = new float[count];
    double[] energies = new double[format.channels];
    double mixed = 0;
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int c = 0; c < format.channels; c++) {
        double value = format.floating ? floating(i) : whole(format.bits);
        sum += value;
        energies[c] += value * value;
      }
      samples[i] = (float) (sum / format.channels);
      mixed += (double) samples[i] * samples[i];
    }
    int loudest = 0;
    for (int c = 1; c < format.channels; c++) {
      loudest = energies[c] > energies[loudest] ? c : loudest;
    }
    oneChannel = mixed < CANCELLED * energies[loudest];
    return oneChannel ? channel(format, begin, loudest, samples) : samples;
  }

  /** One channel alone, where their mean has nearly nothing left. */
  private float[] channel(Format format, int begin, int channel, float[] into) {
    bytes.position(begin);
    for (int i = 0; i < into.length; i++) {
      for (int c = 0; c < format.channels; c++) {
        double value = format.floating ? floating(i) : whole(format.bits);
        into[i] = c == channel ? (float) value : into[i];
      }
    }
    return into;
  }

  private double whole(int bits) {
    return switch (bits) {
      case 8 -> ((bytes.get() & 0xFF) - 128) / 128.0;
      case 16 -> bytes.getShort() / 32_768.0;
      case 24 -> ((bytes.get() & 0xFF) | bytes.getShort() << 8) / 8_388_608.0;
      default -> bytes.getInt() / 2_147_483_648.0;
    };
  }

  private double floating(int place) {
    float value = bytes.getFloat();
    if (!(Math.abs(value) <= LOUDEST)) {
      throw refusal("sample %d is %s, which is no sound".formatted(place + 1, value));
    }
    return value;
  }
}
