package dev.quickstudy.tensor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Functions of native libraries that the engine's binding leaves out. */
final class NativeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(NativeCalls.class);

  /** The library that libtorch links to, on Linux, macOS and Windows. */
  private static final List<String> BLAS =
      List.of("libopenblas.so.0", "libopenblas.0.dylib", "libopenblas.dll");

  /** Numbers of {@code mallopt} (malloc.h of glibc). */
  private static final int M_TRIM_THRESHOLD = -1;

  private static final int M_MMAP_THRESHOLD = -3;
  private static final int M_ARENA_MAX = -8;

  private NativeCalls() {}

  /**
   * Makes OpenBLAS run each call on its caller's thread alone. Its own threads would get in the way
   * of those that tasks run on, and its parallel factorisation of a matrix puts more on the stack
   * than a Java thread has, which ends the process.
   *
   * @param folder where OpenBLAS was unpacked
   */
  static void oneThreadInBlas(File folder) {
    for (String name : BLAS) {
      File library = new File(folder, name);
      if (library.exists()) {
        try {
          NativeLibrary.getInstance(library.getPath())
              .getFunction("openblas_set_num_threads")
              .invokeVoid(new Object[] {1});
        } catch (LinkageError e) {
          LOG.warn(
              "OpenBLAS keeps threads of its own, which may overflow Java's stack; set"
                  + " OPENBLAS_NUM_THREADS=1 in the environment ({})",
              e.getMessage());
        }
      }
    }
  }

  /**
   * Sets how many threads share an operation of the calling thread, and of no other, where libtorch
   * has brought GNU's OpenMP.
   *
   * @param folder where libtorch was unpacked
   */
  static void openMpThreads(File folder, int threads) {
    File library = new File(folder, "libgomp.so.1");
    if (library.exists()) {
      try {
        NativeLibrary.getInstance(library.getPath())
            .getFunction("omp_set_num_threads")
            .invokeVoid(new Object[] {threads});
      } catch (LinkageError e) {
        LOG.debug("OpenMP is not the engine's own: {}", e.getMessage());
      }
    }
  }

  /**
   * Lets glibc keep freed memory up to a bound instead of giving it back block by block, and makes
   * threads that are yet to start share one arena.
   *
   * @param most bytes kept, at most 2³¹ − 1
   * @return whether the allocator is glibc's and took it
   */
  static boolean keepFreedMemory(int most) {
    try {
      Function mallopt = NativeLibrary.getProcess().getFunction("mallopt");
      return mallopt.invokeInt(new Object[] {M_MMAP_THRESHOLD, most}) == 1
          && mallopt.invokeInt(new Object[] {M_TRIM_THRESHOLD, most}) == 1
          && mallopt.invokeInt(new Object[] {M_ARENA_MAX, 1}) == 1;
    } catch (LinkageError e) {
      LOG.debug("this allocator has no mallopt: {}", e.getMessage());
      return false;
    }
  }

  /** Hands memory that is free but still held by glibc's allocator to the system. */
  static void giveBackFreedMemory() {
    try {
      NativeLibrary.getProcess().getFunction("malloc_trim").invokeInt(new Object[] {0L});
    } catch (LinkageError e) {
      LOG.debug("this allocator has no malloc_trim: {}", e.getMessage());
    }
  }
}
