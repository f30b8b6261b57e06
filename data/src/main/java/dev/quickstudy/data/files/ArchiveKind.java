package dev.quickstudy.data.files;

import dev.quickstudy.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

/** Formats of archives, by the first bytes of a file. */
enum ArchiveKind {
  ZIP("504b0304", 0),
  /** One without entries. */
  EMPTY_ZIP("504b0506", 0),
  /** One in several files. */
  SPLIT_ZIP("504b0708", 0),
  GZIP("1f8b", 0),
  SEVEN_ZIP("377abcaf271c", 0),
  RAR("526172211a07", 0),
  XZ("fd377a585a00", 0),
  BZIP2("425a68", 0),
  ZSTANDARD("28b52ffd", 0),
  TAR("7573746172", 257);

  private static final int LOOKED_AT = 512;

  private final String magic;
  private final int at;

  ArchiveKind(String magic, int at) {
    this.magic = magic;
    this.at = at;
  }

  private boolean begins(byte[] head) {
    int end = at + magic.length() / 2;
    return head.length >= end && HexFormat.of().formatHex(head, at, end).equals(magic);
  }

  private static byte[] head(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + " is a device, a pipe or a socket, and no file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LOOKED_AT);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read", e);
    }
  }

  /** Whether a file is a zip archive, perhaps a damaged one. */
  static boolean isZip(Path file) {
    byte[] head = head(file);
    return ZIP.begins(head) || EMPTY_ZIP.begins(head) || SPLIT_ZIP.begins(head);
  }

  /**
   * Refuses archives of other formats.
   *
   * @throws DataException if it is one, or if the file is no regular one
   */
  static void requireNoOther(Path file) {
    byte[] head = head(file);
    for (ArchiveKind kind : values()) {
      boolean zip = kind == ZIP || kind == EMPTY_ZIP || kind == SPLIT_ZIP;
      if (!zip && kind.begins(head)) {
        throw new DataException(
            "%s is an archive of another format (%s); unpack it and name the folder, or pack it as .zip"
                .formatted(file, kind.called()));
      }
    }
  }

  private String called() {
    return switch (this) {
      case SEVEN_ZIP -> "7z";
      case GZIP -> "gzip, as in .tar.gz";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }

  /**
   * Refuses what is no zip archive.
   *
   * @throws DataException saying what it is instead, as far as that is known
   */
  static void requireZip(Path file, ExampleFiles.Kind kind) {
    requireNoOther(file);
    if (!isZip(file)) {
      throw new DataException(
          "%s is neither a folder nor a .zip of %s; put those of each class into a folder that is named after it"
              .formatted(file, kind.many()));
    }
  }
}
