package dev.quickstudy.files;

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
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Replaces a file as a whole: whoever reads it, also after a crash, finds either all of the old
 * content or all of the new. The new content is written beside the file, forced to disk and
 * renamed. A process that is killed meanwhile may leave a file {@code .NAME.….tmp} behind, which
 * nobody reads, and which the next one that writes the file removes: the lock that its writer held
 * is gone with it.
 */
public final class AtomicFile {
  /** Tells this process's own fresh files from those of others. */
  private static final String PROCESS = UUID.randomUUID().toString();

  private static final AtomicLong COUNT = new AtomicLong();
  private static final String FRESH = ".tmp";
  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

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
    write(file, writer, true);
  }

  private static void write(Path file, Writer writer, boolean replace) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw failure("write", file, new IOException("its folder does not exist"));
    }
    String prefix = "." + target.getFileName() + ".";
    removeLeftovers(folder, prefix);
    try {
      Path fresh = folder.resolve(prefix + PROCESS + "." + COUNT.getAndIncrement() + FRESH);
      try (FileOutputStream open = locked(fresh)) {
        writeForced(open, writer);
        if (WINDOWS) { // where what is open cannot be renamed
          open.close();
        }
        if (replace) {
          Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } else {
          give(fresh, target);
        }
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw failure("write", file, e);
    } catch (UncheckedIOException e) { // of a writer that knows no file
      throw e.getCause() instanceof FileSystemException
          ? e
          : failure("write", file, Objects.requireNonNull(e.getCause()));
    }
    forceFolder(folder);
  }

  /** Makes a file and holds its lock until it is closed, so that nobody takes it for a leftover. */
  private static FileOutputStream locked(Path fresh) throws IOException {
    Files.createFile(fresh);
    FileOutputStream open = new FileOutputStream(fresh.toFile());
    try {
      open.getChannel().tryLock(); // where a disk has no locks, nothing is taken for a leftover
    } catch (IOException e) {
      // as said
    }
    if (!Files.exists(fresh)) { // taken for a leftover before it was locked
      open.close();
      return locked(fresh);
    }
    return open;
  }

  /**
   * Removes what killed processes have left in a folder while they wrote files of it.
   *
   * @param folder that is there
   */
  public static void removeLeftovers(Path folder) {
    removeLeftovers(folder, ".");
  }

  private static void removeLeftovers(Path folder, String prefix) {
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(prefix)
                    && name.endsWith(FRESH)
                    && !name.contains(PROCESS); // opening and closing it would give up its lock
              })
          .forEach(AtomicFile::removeUnlocked);
    } catch (IOException | UncheckedIOException e) {
      // They hinder nothing.
    }
  }

  private static void removeUnlocked(Path leftover) {
    try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      // Somebody else's, or of a disk without locks.
    }
  }

  /**
   * Makes a file, as {@link #replace(Path, Writer)} does, where none of its name is there. Of two
   * that make it at the same time, one is refused.
   *
   * @throws UncheckedIOException if it is there, or cannot be written
   */
  public static void create(Path file, Writer writer) {
    write(file, writer, false);
  }

  /** Replaces a file by a text in UTF-8; otherwise as {@link #replace(Path, Writer)}. */
  public static void replace(Path file, String text) {
    replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Gives a whole file its name, unless another one has it. */
  private static void give(Path fresh, Path target) throws IOException {
    try {
      Files.createLink(target, fresh); // renaming would replace what is there
    } catch (UnsupportedOperationException e) {
      Files.move(fresh, target); // where a file has one name only; not proof against a race
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException e) { // a disk without links, such as FAT
      Files.move(fresh, target);
    }
  }

  /** To a plain stream, because a channel would refuse to write on an interrupted thread. */
  private static void writeForced(FileOutputStream file, Writer writer) throws IOException {
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
