package dev.quickstudy.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.quickstudy.cli.options.DeviceOption;
import dev.quickstudy.data.DataException;
import dev.quickstudy.data.characters.Omniglot;
import dev.quickstudy.kinds.Kinds;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.Autograd;
import dev.quickstudy.tensor.Device;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.TensorException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at the machine, one thing after another. */
final class Diagnosis {
  private static final long ROOM_FOR_LIBRARIES = 500_000_000;
  private static final long ROOM_IN_MEMORY = 1_000_000_000;
  private static final String LAUNCHER = "start by the launcher ./quickstudy, which sets it";

  /** What the launcher tells glibc's allocator. */
  private static final List<String> ALLOCATOR =
      List.of("MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_");

  private Diagnosis() {}

  static List<Finding> of(Optional<Path> data, DeviceOption device) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(processors());
    Finding engine = engine(device);
    findings.add(engine);
    if (engine.level() == Finding.Level.OK) {
      findings.add(gpu());
      findings.add(computation());
      findings.add(libraries());
      findings.add(settings());
      findings.add(memory());
    }
    if (System.getProperty("os.name", "").equals("Linux")) {
      findings.add(allocator());
    }
    findings.add(extensions());
    data.ifPresent(folder -> findings.add(omniglot(folder)));
    return findings;
  }

  private static Finding extensions() {
    Kinds kinds = Kinds.known();
    return kinds.failures().isEmpty()
        ? Finding.ok("extensions", String.join("; ", kinds.extensions()))
        : Finding.warning("extensions", String.join("; ", kinds.failures()));
  }

  private static Finding java() {
    return Finding.ok(
        "java",
        Runtime.version()
            + " of "
            + System.getProperty("java.vendor")
            + ", in "
            + System.getProperty("java.home")
            + "; "
            + System.getProperty("os.name")
            + " on "
            + System.getProperty("os.arch"));
  }

  private static Finding processors() {
    int processors = Runtime.getRuntime().availableProcessors();
    String text = processors + "; training uses as many threads unless --threads says otherwise";
    return processors > 1
        ? Finding.ok("processors", text)
        : Finding.warning("processors", text + "; with more it would be faster");
  }

  private static Finding engine(DeviceOption device) {
    long start = System.nanoTime();
    try {
      device.startEngine();
      Engine.Info info = Engine.info();
      return Finding.ok(
          "engine",
          "libtorch "
              + info.version()
              + " for "
              + info.platform()
              + ", started in "
              + Wording.number("%.1f s", (System.nanoTime() - start) / 1e9));
    } catch (TensorException e) {
      return Finding.problem("engine", String.valueOf(e.getMessage()));
    }
  }

  private static Finding gpu() {
    if (Engine.device() == Device.CUDA) {
      return Finding.ok("gpu", "this process computes on the first NVIDIA GPU");
    }
    return Finding.ok(
        "gpu",
        Engine.hasGpuBuild()
            ? "not used; the engine's GPU build is here, and doctor --device cuda tries it"
            : "not used; this is the engine's build for processors only (docs/how-to/gpu.md)");
  }

  /** The derivative of x·x at x = 3 is 6, and 2 at second order. */
  private static Finding computation() {
    long start = System.nanoTime();
    try (Scope scope = Scope.open()) {
      Tensor x = Tensor.of(new double[] {3}, 1).variable();
      Tensor first = Autograd.grad(x.times(x).sum(), List.of(x), true).get(0);
      double second = Autograd.grad(first.sum(), List.of(x), false).get(0).item();
      if (first.item() != 6 || second != 2) {
        return Finding.problem(
            "computation",
            "wrong: the derivatives of x·x at 3 came out as "
                + first.item()
                + " and "
                + second
                + ", not 6 and 2; remove the native libraries so that they are unpacked anew");
      }
      return Finding.ok(
          "computation",
          "a second derivative is right, in "
              + Wording.number("%.1f ms", (System.nanoTime() - start) / 1e6));
    } catch (TensorException e) {
      return Finding.problem("computation", String.valueOf(e.getMessage()));
    }
  }

  private static Finding libraries() {
    Path folder = Path.of(Engine.info().cacheFolder());
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String text = folder + ", " + Wording.bytes(free) + " free on that disk";
      return free >= ROOM_FOR_LIBRARIES
          ? Finding.ok("native libraries", text)
          : Finding.warning(
              "native libraries",
              text
                  + "; another version would need 500 MB: make room, or name another folder by"
                  + " QUICKSTUDY_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR");
    } catch (IOException e) {
      return Finding.warning(
          "native libraries", folder + " cannot be looked at: " + e.getMessage());
    }
  }

  /** JavaCPP's properties, which only count if they are there before it is loaded. */
  private static Finding settings() {
    String text =
        Map.of("nopointergc", "true", "maxPhysicalBytes", "0").entrySet().stream()
            .map(
                wanted ->
                    wanted.getKey()
                        + "="
                        + System.getProperty("org.bytedeco.javacpp." + wanted.getKey(), "unset"))
            .sorted()
            .collect(Collectors.joining(", "));
    return Finding.ok("javacpp", text);
  }

  private static Finding memory() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long free = system.getFreeMemorySize();
    String text =
        "this process has "
            + Wording.bytes(Engine.residentBytes())
            + " of "
            + Wording.bytes(system.getTotalMemorySize())
            + ", "
            + Wording.bytes(free)
            + " unused; Java's own heap may grow to "
            + Wording.bytes(Runtime.getRuntime().maxMemory());
    return system.getTotalMemorySize() >= ROOM_IN_MEMORY
        ? Finding.ok("memory", text)
        : Finding.warning("memory", text + "; take small recipes and one thread");
  }

  private static Finding allocator() {
    String text =
        ALLOCATOR.stream()
            .map(name -> name + "=" + Optional.ofNullable(System.getenv(name)).orElse("unset"))
            .collect(Collectors.joining(", "));
    boolean set = ALLOCATOR.stream().allMatch(name -> System.getenv(name) != null);
    return set
        ? Finding.ok(
            "allocator",
            "keeps freed blocks for the next step, which is faster, so that the process holds its peak"
                + " of memory until it ends: "
                + text)
        : Finding.warning(
            "allocator",
            "hands big freed blocks back to the system, which maps them anew in each step, so that"
                + " steps are slower: "
                + text
                + "; "
                + LAUNCHER
                + ", or in a program of your own call Engine.start with Options.keepFreed");
  }

  private static Finding omniglot(Path folder) {
    try {
      ClassTasks tasks = new Omniglot(folder, Omniglot.Division.VINYALS).tasks();
      String classes =
          Arrays.stream(Split.values())
              .map(split -> tasks.classes().count(split) + " " + split.label())
              .collect(Collectors.joining(", "));
      return Finding.ok("omniglot", "whole; classes of the Vinyals split: " + classes);
    } catch (DataException e) {
      return Finding.problem("omniglot", String.valueOf(e.getMessage()));
    }
  }
}
