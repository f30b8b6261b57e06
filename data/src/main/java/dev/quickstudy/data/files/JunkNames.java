package dev.quickstudy.data.files;

import java.util.Locale;
import java.util.Set;

/** Names that tell that a file or folder is no example, whatever is looked for. */
final class JunkNames {
  /** What systems and tools leave in folders. */
  private static final Set<String> SYSTEM =
      Set.of(
          "__macosx",
          "__pycache__",
          "@eadir",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "thumbs.db",
          "ehthumbs.db",
          "ehthumbs_vista.db",
          "desktop.ini",
          "icon\r");

  /** What describes examples or belongs to programs, by ending. */
  private static final Set<String> ENDINGS =
      Set.of(
          "txt md rst rtf pdf doc docx odt html htm css js xml json jsonl ndjson yaml yml toml csv tsv xls xlsx ods"
              .concat(
                  " db sqlite log ini cfg conf lock sum md5 sha1 sha256 py ipynb pyc m mat npy npz")
              .concat(" java class jar sh bat exe dll so lnk url tmp bak part crdownload torrent")
              .split(" "));

  private static final Set<String> ARCHIVES =
      Set.of("zip tar tgz gz bz2 tbz2 xz txz zst 7z rar lz4 cab iso".split(" "));

  private JunkNames() {}

  /** Whether a file or a folder of this name is passed over, with all that is in it. */
  static boolean passedOver(String name) {
    return name.startsWith(".") || SYSTEM.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether a file's ending tells that it is no picture and no recording. */
  static boolean other(String name) {
    return ENDINGS.contains(ending(name)) || archive(name);
  }

  /** Whether a file is an archive by its name. */
  static boolean archive(String name) {
    return ARCHIVES.contains(ending(name));
  }

  /** What follows the last dot, in lower case; empty where there is none. */
  static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
