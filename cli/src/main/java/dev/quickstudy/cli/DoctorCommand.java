package dev.quickstudy.cli;

import dev.quickstudy.recipe.Version;
import dev.quickstudy.tensor.Autograd;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.TensorException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quickstudy doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Looks whether this machine can run Quickstudy well, and says how to mend what is wrong.")
final class DoctorCommand implements Callable<Integer> {
  private static final long NEEDED_CACHE_BYTES = 500L << 20;

  private final Console console;
  private boolean problem;

  @Mixin private Options.Data data = new Options.Data();

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    fine("Quickstudy", Version.current());
    java();
    engine();
    memory();
    allocator();
    data.folder().ifPresent(this::dataSets);
    return problem ? Failures.FAILED : 0;
  }

  private void java() {
    fine(
        "Java",
        System.getProperty("java.version") + ", " + System.getProperty("java.vendor") + ", "
            + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    fine("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
  }

  private void engine() {
    long started = System.nanoTime();
    try {
      Engine.start(new Engine.Options(true));
      Engine.Info info = Engine.info();
      fine(
          "engine",
          String.format(
              Locale.ROOT,
              "libtorch %s for %s, started in %.1f s",
              info.version(),
              info.platform(),
              (System.nanoTime() - started) / 1e9));
      proof();
      long free = new File(info.cacheFolder()).getUsableSpace();
      report(
          free > NEEDED_CACHE_BYTES ? "ok" : "warning",
          "native cache",
          info.cacheFolder() + ", " + (free >> 20) + " MB free"
              + (free > NEEDED_CACHE_BYTES ? "" : "; make room: unpacking the engine takes 430 MB once"));
    } catch (TensorException | LinkageError e) {
      problem("engine", String.valueOf(e.getMessage()));
    }
  }

  /** A second derivative that is known: d²(x³)/dx² = 6x. */
  private void proof() {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensor.of(new double[] {2}, 1).variable();
      Tensor first = Autograd.grad(x.square().times(x).sum(), List.of(x), true).get(0);
      double second = Autograd.grad(first.sum(), List.of(x), false).get(0).item();
      if (second == 12) {
        fine("arithmetic", "second derivatives are right");
      } else {
        problem("arithmetic", "the second derivative of x³ at 2 comes out as " + second + " instead of 12");
      }
    }
  }

  private void memory() {
    fine(
        "memory",
        String.format(
            Locale.ROOT,
            "Java heap at most %d MB; this process now %d MB",
            Runtime.getRuntime().maxMemory() >> 20,
            Engine.residentBytes() >> 20));
  }

  private void allocator() {
    boolean scopesTrusted = "true".equals(System.getProperty("org.bytedeco.javacpp.nopointergc"));
    report(
        scopesTrusted ? "ok" : "warning",
        "allocation checks",
        scopesTrusted
            ? "off: scopes free native memory"
            : "on: each small operation takes about twice as long; start through ./quickstudy");
    if (System.getProperty("os.name").startsWith("Linux")) {
      boolean keeps = System.getenv("MALLOC_TRIM_THRESHOLD_") != null && System.getenv("MALLOC_MMAP_THRESHOLD_") != null;
      report(
          keeps ? "ok" : "warning",
          "allocator",
          keeps
              ? "glibc keeps freed blocks for the next step"
              : "glibc gives big blocks back at each step; start through ./quickstudy, or set MALLOC_MMAP_THRESHOLD_"
                  + " and MALLOC_TRIM_THRESHOLD_");
    }
  }

  private void dataSets(Path folder) {
    String[] names = folder.toFile().list((parent, name) -> new File(parent, name).isDirectory());
    fine("data", folder + ": " + (names == null ? "" : String.join(", ", java.util.Arrays.stream(names).sorted().toList())));
  }

  private void fine(String what, String words) {
    report("ok", what, words);
  }

  private void problem(String what, String words) {
    problem = true;
    report("problem", what, words);
  }

  private void report(String verdict, String what, String words) {
    console.say("%-8s %-18s %s", verdict, what, words);
  }
}
