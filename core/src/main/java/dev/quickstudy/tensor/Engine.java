package dev.quickstudy.tensor;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** What the file names of the engine's GPU build have behind the platform. */
  private static final String GPU = "-gpu";

  private static final String HOW_TO = "docs/how-to/gpu.md says how";

  private static final Pattern ASKED_FOR = Pattern.compile("allocate (\\d+) bytes");

  private static volatile boolean loaded;
  private static volatile Device device = Device.CPU;

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
   * @param device what computes; {@link Device#CUDA} only before the engine has started
   */
  public record Options(boolean trustScopes, int keepFreed, Device device) {
    /** On the machine's processors. */
    public Options(boolean trustScopes, int keepFreed) {
      this(trustScopes, keepFreed, Device.CPU);
    }

    public Options {
      if (keepFreed < 0) {
        throw new UsageException("bytes to keep must not be negative, but are " + keepFreed);
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
   * @throws TensorException if there is no such device, or the engine has started on another, or as
   *     {@link #load} does
   */
  public static boolean start(Options options) {
    boolean kept = prepare(options);
    load();
    return kept;
  }

  /**
   * Applies settings for the whole process and lets the engine start with the first tensor, so that
   * a program that ends before it has one need not wait for it. On a GPU it starts at once.
   *
   * @return whether all of them are in force; a setting that this system does not have is left out
   * @throws TensorException if there is no such device, or the engine has started on another
   */
  public static boolean prepare(Options options) {
    if (options.trustScopes()) {
      System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
      System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }
    boolean kept = options.keepFreed() == 0 || NativeCalls.keepFreedMemory(options.keepFreed());
    if (options.device() == Device.CUDA) {
      startOnGpu();
    } else if (device != Device.CPU) {
      throw new TensorException(
          "the engine has started on the GPU, so this process computes there; use the processors in"
              + " another process");
    }
    return kept;
  }

  /** What computes in this process. */
  public static Device device() {
    return device;
  }

  /** Whether the engine's GPU build is on the class path. */
  public static boolean hasGpuBuild() {
    return Engine.class.getResource(folder("pytorch", GPU)) != null;
  }

  /**
   * Waits until the device has done all that it was told; processors have by the time that a call
   * returns. Reading a tensor's numbers waits by itself: this is for clocks.
   */
  public static void awaitDevice() {
    if (device == Device.CUDA) {
      torch.cuda_synchronize();
    }
  }

  private static synchronized void startOnGpu() {
    if (device == Device.CUDA) {
      return;
    }
    if (!hasGpuBuild()) {
      throw new TensorException(
          "cannot compute on a GPU: this is the native engine's build for processors; build"
              + " Quickstudy with the Maven profile 'cuda' ("
              + HOW_TO
              + "), or compute on the processors");
    }
    if (loaded) {
      throw new TensorException(
          "the engine has started on the processors, so it is too late for the GPU; call"
              + " Engine.start before the first tensor is made");
    }
    System.setProperty("org.bytedeco.javacpp.platform.extension", GPU);
    loadOnce();
    if (!torch.cuda_is_available()) {
      throw new TensorException(
          "cannot compute on a GPU: the engine's GPU build is here, but it finds no NVIDIA GPU with"
              + " a driver and libraries for CUDA 13.1; install them ("
              + HOW_TO
              + "), or compute on the processors");
    }
    // The same numbers again in a second run, and float32 that is float32.
    org.bytedeco.pytorch.Context context = torch.globalContext();
    context.setDeterministicCuDNN(true);
    context.setBenchmarkCuDNN(false);
    context.setDeterministicAlgorithms(true, true);
    context.setAllowTF32CuDNN(false);
    context.setAllowTF32CuBLAS(false);
    device = Device.CUDA;
  }

  private static String folder(String library, String build) {
    return "/org/bytedeco/" + library + "/" + Loader.getPlatform() + build + "/";
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
   * Shares operations of the calling thread among so many; of other threads only where the system's
   * OpenMP is not the engine's own (Windows, macOS) and they have not computed anything yet. A
   * thread that asks for nothing computes alone: parallel tasks are faster than parallel
   * operations, and sums then have one order.
   *
   * @param threads at least 1
   */
  public static void operationThreads(int threads) {
    if (threads < 1) {
      throw new UsageException("threads of an operation must be at least 1, but are " + threads);
    }
    load();
    if (torch.get_num_threads() == threads) {
      return;
    }
    NativeCalls.openMpThreads(new File(Loader.load(torch.class)).getParentFile(), threads);
    if (torch.get_num_threads() != threads) {
      torch.set_num_threads(threads); // also what threads get that are yet to compute
    }
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
      boolean gpu = GPU.equals(System.getProperty("org.bytedeco.javacpp.platform.extension"));
      unpack("openblas", "");
      unpack("pytorch", gpu ? GPU : "");
      if (platform.startsWith("linux") && !gpu) { // for the GPU, JavaCPP's order begins with CUDA
        linkInOrder();
      }
      Loader.load(torch.class);
      NativeCalls.oneThreadInBlas(new File(Loader.load(openblas.class)).getParentFile());
    } catch (IOException | LinkageError e) {
      throw new TensorException(
          "the native engine could not be loaded: "
              + firstLine(e)
              + "; check that the cache folder (~/.javacpp/cache, or"
              + " -Dorg.bytedeco.javacpp.cachedir=DIR) is writable and has 500 MB free",
          e);
    }
    torch.set_num_threads(1); // what threads get that ask for nothing
    LOG.debug("libtorch loaded for {}", platform);
    loaded = true;
  }

  private static void unpack(String library, String build) throws IOException {
    if (Loader.cacheResources(folder(library, build)).length == 0) {
      throw new TensorException(
          "the native engine is missing from the class path; add org.bytedeco:"
              + library
              + " with classifier "
              + Loader.getPlatform()
              + build);
    }
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

  /**
   * Tells too little memory from all else that the engine may refuse.
   *
   * @throws OutOfMemoryError if that is what a native error says
   */
  static void requireMemory(RuntimeException nativeError) {
    String line = firstLine(nativeError);
    if (line.contains("can't allocate memory")
        || line.contains("bad_alloc")
        || line.contains("out of memory")) {
      Matcher bytes = ASKED_FOR.matcher(line);
      OutOfMemoryError error =
          new OutOfMemoryError(
              bytes.find()
                  ? "native memory: " + bytes.group(1) + " bytes were asked for at once"
                  : "native memory");
      error.initCause(nativeError);
      throw error;
    }
  }

  /** The first line of a native error, without the C++ trace that follows it. */
  static String firstLine(Throwable error) {
    String message = String.valueOf(error.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
