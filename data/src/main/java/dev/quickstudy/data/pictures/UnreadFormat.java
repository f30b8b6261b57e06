package dev.quickstudy.data.pictures;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What a file is that is no picture of the formats that are read, by its first bytes. */
final class UnreadFormat {
  private static final int LOOKED_AT = 256;

  private UnreadFormat() {}

  /** The format's name with its article; empty where it is not known. */
  static Optional<String> of(byte[] file) {
    String head =
        new String(file, 0, Math.min(file.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
    String plain = head.strip().toLowerCase(Locale.ROOT);
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return Optional.of("a WebP picture");
    }
    if (head.startsWith("ftyp", 4)) {
      return Optional.of(
          head.startsWith("avi", 8)
              ? "an AVIF picture"
              : head.startsWith("hei", 8) || head.startsWith("mif", 8) || head.startsWith("hev", 8)
                  ? "a HEIC picture"
                  : "a film");
    }
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return Optional.of("a TIFF picture");
    }
    if (plain.startsWith("<svg") || (plain.startsWith("<?xml") && plain.contains("<svg"))) {
      return Optional.of("an SVG drawing");
    }
    if (plain.startsWith("<!doctype html") || plain.startsWith("<html")) {
      return Optional.of("a web page");
    }
    if (head.startsWith("8BPS")) {
      return Optional.of("a Photoshop picture");
    }
    if (head.startsWith("%PDF")) {
      return Optional.of("a PDF document");
    }
    if (head.startsWith("version https://git-lfs")) {
      return Optional.of("a pointer of Git LFS");
    }
    return Optional.empty();
  }
}
