package dev.quickstudy.tensor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native engine: libtorch through JavaCPP. It starts by itself with the first tensor and
 * touches nothing of its host process; {@link #start} applies settings that do.
 */
public final class Engine {
  /** The platforms for which the native engine exists. */
  public static final Set<String> PLATFORMS =
      Set.of("linux-x86_64", "windows-x86_64", "macosx-arm64");

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private static volatile boolean loaded;

  private Engine() {}

  /**
   * Process-wide settings that only the owner of the process may choose.
   *
   * @param trustScopes leaves all native memory to scopes: switches off JavaCPP's collector thread
   *     and its check of the process's memory at each allocation. Takes effect only before any
   *     JavaCPP class is loaded
   * @param keepFreed bytes of freed memory that the allocator keeps for the next step instead of
   *     handing them to the system, which would zero and map every page anew; 0 leaves the
   *     allocator alone. At most 2³¹ − 1. Applies to glibc, for the whole process
   */
  public record Options(boolean trustScopes, int keepFreed) {
    public Options {
      if (keepFreed < 0) {
        throw new IllegalArgumentException(
            "bytes to keep must not be negative, but are " + keepFreed);
      }
    }
  }

  /**
   * What runs underneath.
   *
   * @param version libtorch's version
   * @param platform for instance {@code linux-x86_64}
   * @param cacheFolder where the native libraries are unpacked, about 430 MB
   * @param processors processors that Java sees
   * @param residentBytes physical memory of this process in bytes
   */
  public record Info(
      String version, String platform, String cacheFolder, int processors, long residentBytes) {}

  /**
   * Starts the engine with settings for the whole process.
   *
   * @return whether all of them are in force; a setting that this system does not have is left out
   */
  public static boolean start(Options options) {
    if (options.trustScopes()) {
      System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
      System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }
    boolean kept = options.keepFreed() == 0 || NativeCalls.keepFreedMemory(options.keepFreed());
    load();
    return kept;
  }

  /**
   * Starts the engine with its host's settings; later calls do nothing.
   *
   * @throws TensorException if this platform has no native engine or it cannot be unpacked or
   *     linked
   */
  public static void load() {
    if (!loaded) {
      loadOnce();
    }
  }

  /** What runs underneath; starts the engine. */
  public static Info info() {
    load();
    try {
      return new Info(
          Loader.getVersion("org.bytedeco", "pytorch"),
          Loader.getPlatform(),
          Loader.getCacheDir().toString(),
          Runtime.getRuntime().availableProcessors(),
          Pointer.physicalBytes());
    } catch (IOException e) {
      throw new TensorException(
          "the cache folder of the native libraries is not there: " + e.getMessage(), e);
    }
  }

  /** Physical memory of this process in bytes. */
  public static long residentBytes() {
    load();
    return Pointer.physicalBytes();
  }

  /**
   * The most physical memory that this process has held, in bytes, since {@link #resetPeak} or its
   * beginning; known on Linux only.
   */
  public static OptionalLong peakBytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Lets {@link #peakBytes} count from now on; where that is not allowed, it goes on counting from
   * the process's beginning.
   */
  public static void resetPeak() {
    try {
      if (Files.exists(RESET)) {
        Files.writeString(RESET, "5");
      }
    } catch (IOException e) {
      LOG.debug("the peak of memory goes on: {}", e.getMessage());
    }
  }

  /** Hands freed memory that the allocator keeps back to the system; on glibc only. */
  public static void releaseFreed() {
    NativeCalls.releaseFreedMemory();
  }

  /**
   * Makes operations of the calling thread run on it alone. Every thread that works on tasks asks
   * for it: parallel tasks are faster than parallel operations, and sums then have one order.
   */
  public static void singleThreaded() {
    load();
    torch.set_num_threads(1);
  }

  private static synchronized void loadOnce() {
    if (loaded) {
      return;
    }
    String platform = Loader.getPlatform();
    if (!PLATFORMS.contains(platform)) {
      throw new TensorException(
          "Quickstudy's native engine (libtorch) has no build for "
              + platform
              + "; run it on one of: Linux x86-64, Windows x86-64, macOS arm64");
    }
    try {
      // All libraries are unpacked before the first is linked; otherwise the linker would take
      // missing ones from a system-wide libtorch of another version, and crash.
      for (String library : List.of("openblas", "pytorch")) {
        if (Loader.cacheResources("/org/bytedeco/" + library + "/" + platform + "/").length == 0) {
          throw new TensorException(
              "the native engine is missing from the class path; add org.bytedeco:"
                  + library
                  + " with classifier "
                  + platform);
        }
      }
      if (platform.startsWith("linux")) {
        linkInOrder();
      }
      Loader.load(torch.class);
      NativeCalls.oneThreadInBlas(new File(Loader.load(openblas.class)).getParentFile());
    } catch (IOException | LinkageError e) {
      throw new TensorException(
          "the native engine could not be loaded: "
              + firstLine(e)
              + "; check that the cache folder (~/.javacpp/cache, or -Dorg.bytedeco.javacpp.cachedir=DIR)"
              + " is writable and has 500 MB free",
          e);
    }
    LOG.debug("libtorch loaded for {}", platform);
    loaded = true;
  }

  /**
   * Links each library after those that it needs. JavaCPP begins with one that needs another, which
   * Linux would then take from LD_LIBRARY_PATH, where another libtorch may be; a library that is
   * already there is taken first.
   */
  private static void linkInOrder() {
    Loader.load(openblas.class);
    ClassProperties properties = Loader.loadProperties(torch.class, Loader.loadProperties(), true);
    for (String library : List.of("gomp@.1", "c10", "torch_cpu", "torch")) {
      Loader.loadLibrary(
          torch.class, Loader.findLibrary(torch.class, properties, library), library);
    }
  }

  /** The first line of a native error, without the C++ trace that follows it. */
  static String firstLine(Throwable error) {
    String message = String.valueOf(error.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
