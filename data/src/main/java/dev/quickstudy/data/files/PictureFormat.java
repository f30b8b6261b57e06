package dev.quickstudy.data.files;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The formats of pictures that are read, told by a file's first bytes. */
public enum PictureFormat {
  PNG("89504e470d0a1a0a"),
  JPEG("ffd8ff"),
  GIF("47494638"),
  BMP("424d");

  /** The first bytes, in hexadecimal digits. */
  private final String signature;

  PictureFormat(String signature) {
    this.signature = signature;
  }

  /** The format of a file, or of its first bytes; empty if it is none of these. */
  public static Optional<PictureFormat> of(byte[] file) {
    return Arrays.stream(values()).filter(format -> format.begins(file)).findFirst();
  }

  private boolean begins(byte[] file) {
    int length = signature.length() / 2;
    return file.length >= length && HexFormat.of().formatHex(file, 0, length).equals(signature);
  }

  /**
   * Whether a file is a picture by its first 16 bytes alone, whatever its name is. Texts begin with
   * the two letters of BMP too: of that format the size of the header behind them is asked for.
   */
  static boolean isPicture(byte[] head) {
    return of(head)
        .filter(format -> format != BMP || (head.length > 14 && head[14] < 0x7f && head[15] == 0))
        .isPresent();
  }
}
