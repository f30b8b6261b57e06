package dev.quickstudy.data.rows;

import dev.quickstudy.data.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Files that are no rows of text, told by their first bytes and refused with what to do. */
final class OtherKinds {
  private static final String AS_CSV = "save it as CSV or JSON Lines";
  private static final String UNPACK = "unpack it first";
  private static final String PICTURE = "name its folder, not the file, where pictures are wanted";

  private record Kind(String begins, int at, String what, String todo) {}

  /** Bytes as Latin-1 characters. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("\u001f\u008b", 0, "packed by gzip", UNPACK + " (gunzip)"),
          new Kind("BZh", 0, "packed by bzip2", UNPACK + " (bunzip2)"),
          new Kind("\u00fd7zXZ", 0, "packed by xz", UNPACK + " (unxz)"),
          new Kind("(\u00b5/\u00fd", 0, "packed by zstd", UNPACK + " (unzstd)"),
          new Kind("7z\u00bc\u00af", 0, "a 7z archive", UNPACK),
          new Kind("Rar!", 0, "a RAR archive", UNPACK),
          new Kind("ustar", 257, "a tar archive", UNPACK + " (tar xf)"),
          new Kind("PAR1", 0, "a Parquet file", AS_CSV),
          new Kind("ARROW1", 0, "an Arrow file", AS_CSV),
          new Kind("FEA1", 0, "a Feather file", AS_CSV),
          new Kind("ORC", 0, "an ORC file", AS_CSV),
          new Kind("Obj\u0001", 0, "an Avro file", AS_CSV),
          new Kind("\u00d0\u00cf\u0011\u00e0", 0, "an Excel (.xls) or other Office file", AS_CSV),
          new Kind("SQLite format 3", 0, "a SQLite database", AS_CSV),
          new Kind("\u0089HDF", 0, "an HDF5 file", AS_CSV),
          new Kind("\u0093NUMPY", 0, "a NumPy file", AS_CSV),
          new Kind("%PDF", 0, "a PDF file", AS_CSV),
          new Kind("{\\rtf", 0, "a Rich Text file", AS_CSV),
          new Kind("\u0089PNG", 0, "a picture", PICTURE),
          new Kind("\u00ff\u00d8\u00ff", 0, "a picture", PICTURE),
          new Kind("GIF8", 0, "a picture", PICTURE),
          new Kind("RIFF", 0, "a recording or a video", "name files of rows"),
          new Kind("\u007fELF", 0, "a program", "name files of rows"),
          new Kind(
              "version https://git-lfs.",
              0,
              "a pointer of Git LFS, not the data themselves",
              "fetch them (git lfs pull)"));

  private OtherKinds() {}

  /**
   * Refuses a file that is no text.
   *
   * @param head its first bytes
   */
  static void refuse(Path file, byte[] head, int length) {
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    for (Kind kind : KINDS) {
      if (text.startsWith(kind.begins, kind.at)) {
        throw no(file, kind.what, kind.todo);
      }
    }
    if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
      boolean sheet = text.contains("xl/") || text.contains("[Content_Types]");
      boolean open = text.contains("opendocument.spreadsheet");
      throw sheet || open
          ? no(file, sheet ? "an Excel file (.xlsx)" : "an OpenDocument file (.ods)", AS_CSV)
          : no(file, "a zip archive", UNPACK);
    }
    if (text.length() > 1 && text.charAt(0) == '\u0080' && text.charAt(1) <= 5) {
      throw no(file, "a pickled Python object", AS_CSV);
    }
    String begin = text.substring(0, Math.min(200, text.length())).strip().toLowerCase(Locale.ROOT);
    if (begin.startsWith("<!doctype html") || begin.startsWith("<html")) {
      throw no(file, "a web page", AS_CSV);
    }
    if (begin.startsWith("<?xml")) {
      throw no(file, "XML", AS_CSV);
    }
  }

  private static DataException no(Path file, String what, String todo) {
    return new DataException("%s is %s, not rows of text; %s".formatted(file, what, todo));
  }
}
