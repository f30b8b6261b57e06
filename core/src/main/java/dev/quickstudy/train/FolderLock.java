package dev.quickstudy.train;

import dev.quickstudy.files.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps other runs, of this process and of others, out of a folder while it is held. */
final class FolderLock implements AutoCloseable {
  /** Its name in the folder. */
  static final String FILE = "lock";

  /**
   * The folders that this process holds. Two locks of one process must not meet: on Linux and
   * macOS, closing the second would give back the first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Takes the lock of a folder that is there; empty where another run has it. */
  static Optional<FolderLock> take(Path named) {
    Path file = named.resolve(FILE);
    try {
      Path folder = named.toRealPath();
      if (!HELD.add(folder)) {
        return Optional.empty();
      }
      Optional<FileChannel> channel = Optional.empty();
      try {
        channel = lock(file);
      } finally {
        if (channel.isEmpty()) {
          HELD.remove(folder);
        }
      }
      return channel.map(open -> new FolderLock(folder, open));
    } catch (IOException e) {
      throw AtomicFile.failure("lock", file, e);
    }
  }

  /** The locked file; empty where another process has it. */
  private static Optional<FileChannel> lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(channel);
  }

  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
      HELD.remove(folder);
    } catch (IOException e) {
      throw AtomicFile.failure("unlock", folder, e);
    }
  }
}
