package dev.quickstudy.tensor;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Replaces a file as a whole: whoever reads it, also after a crash, finds either all of the old
 * content or all of the new. The new content is written beside the file, forced to disk and
 * renamed. A process that is killed meanwhile may leave a file {@code .NAME.….tmp} behind, which
 * nobody reads.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes a file's content. */
  public interface Writer {
    /**
     * Writes all of the content.
     *
     * @param out buffered; need not be closed
     */
    void write(OutputStream out) throws IOException;
  }

  /**
   * Replaces a file, or makes it. If anything fails, the old file stays as it was and the new
   * content is deleted.
   *
   * @param file in a folder that exists
   * @throws UncheckedIOException if the content cannot be written, with the file and the reason
   */
  public static void replace(Path file, Writer writer) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw failure("write", file, new IOException("its folder does not exist"));
    }
    Path fresh = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try {
        writeForced(fresh, writer);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw failure("write", file, e);
    }
    forceFolder(folder);
  }

  /** Replaces a file by a text in UTF-8; otherwise as {@link #replace(Path, Writer)}. */
  public static void replace(Path file, String text) {
    replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void writeForced(Path fresh, Writer writer) throws IOException {
    Files.createFile(fresh);
    // A plain stream, because a channel would refuse to write on an interrupted thread.
    try (FileOutputStream file = new FileOutputStream(fresh.toFile())) {
      OutputStream out =
          new BufferedOutputStream(file, 1 << 16) {
            @Override
            public void close() throws IOException {
              flush(); // the file must stay open until it is forced to disk
            }
          };
      writer.write(out);
      out.flush();
      file.getFD().sync();
    }
  }

  /** Makes the renaming itself last, where the system can force a folder to disk. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open folders. The content is on disk anyway, under the old or the new name.
    }
  }

  /**
   * An I/O error as one line with the file and the reason.
   *
   * @param action what was to be done with the file: {@code read}, {@code write} …
   */
  public static UncheckedIOException failure(String action, Path file, IOException cause) {
    String reason = cause.getMessage();
    if (cause instanceof NoSuchFileException) {
      reason = "it does not exist";
    } else if (cause instanceof NotDirectoryException) {
      reason = "it is no folder";
    } else if (cause instanceof AccessDeniedException) {
      reason = "access denied";
    } else if (cause instanceof FileAlreadyExistsException) {
      reason = "something else of that name is in the way";
    } else if (cause instanceof CharacterCodingException) {
      reason = "it is no text in UTF-8";
    } else if (cause instanceof FileSystemException inFile && inFile.getReason() != null) {
      reason = inFile.getReason();
    }
    return new UncheckedIOException("cannot " + action + " " + file + ": " + reason, cause);
  }
}
