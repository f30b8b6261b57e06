package dev.quickstudy.cli;

import dev.quickstudy.bench.Benchmark;
import dev.quickstudy.bench.Peers;
import dev.quickstudy.bench.Recorded;
import dev.quickstudy.bench.Results;
import dev.quickstudy.bench.Workload;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.MachineOptions;
import dev.quickstudy.cli.output.BenchTables;
import dev.quickstudy.cli.output.Failures;
import dev.quickstudy.recipe.NearestNames;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.tensor.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quickstudy bench}. */
@Command(
    name = "bench",
    description = {
      "Times whole meta-steps and holds them against what the machine could do at best: the multiply-adds of"
          + " convolutions and linear layers, at the rate of 2048³ matrix products on the same threads. Tasks are drawn"
          + " once, before.",
      "",
      "Workloads: adapt, sinusoid-maml, sinusoid-maml-5, protonet, omniglot-maml, omniglot-maml-5, sampling.",
      "",
      "With --peers, other libraries run beside it in processes of their own, taking turns; each has its meta-gradient"
          + " compared with ours before, and is timed as installed and with our allocator's settings.",
      "",
      "Exit code 1 if something is slower than in the run that --against names.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy bench sinusoid-maml protonet",
      "  quickstudy bench --data data --peers --json > now.json",
      "  quickstudy bench --data data --against before.json",
    })
final class BenchCommand extends HelpfulCommand implements IExitCodeGenerator {
  @Mixin private MachineOptions machine;
  @Mixin private JsonOption json;

  @Parameters(
      arity = "0..*",
      paramLabel = "WORKLOAD",
      description = "What to time; all if left out.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--repeats",
      paramLabel = "R",
      defaultValue = "10",
      description = "Rounds of 0.3 seconds or one step each; ${DEFAULT-VALUE} if left out.")
  private int repeats;

  @Option(names = "--peers", description = "Run other libraries beside; bench/peers says how.")
  private boolean withPeers;

  @Option(
      names = "--contenders",
      split = ",",
      paramLabel = "NAME",
      description =
          "Which of them, with commas: learn2learn, torch-func, jax, jax-meta-learning; all if left"
              + " out.")
  private List<String> contenders = new ArrayList<>();

  @Option(
      names = "--peers-folder",
      paramLabel = "DIR",
      defaultValue = "${sys:quickstudy.peers:-bench/peers}",
      description = "Where their drivers are; bench/peers of this checkout if left out.")
  private Path peersFolder;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "What an earlier run printed with --json: name what fell by more than 10 %%.")
  private Optional<Path> against;

  private boolean fell;

  @Override
  public void run() {
    machine.check(this);
    require(repeats >= 1, "--repeats must be at least 1, but is " + repeats);
    List<Workload> workloads = workloads();
    Optional<Peers> peers = peers();
    Optional<Recorded> before = against.map(Recorded::read);
    machine.startEngine();
    try (Workers workers = machine.workers()) {
      before.ifPresent(recorded -> requireComparable(recorded, workloads, workers.threads()));
      Results results =
          new Benchmark(repeats, machine.data(), peers, workers, line -> err().println(line))
              .run(workloads);
      List<String> fallen =
          before.map(recorded -> recorded.fallenIn(Recorded.of(results))).orElse(List.of());
      fallen.forEach(line -> err().println("slower: " + line));
      fell = !fallen.isEmpty();
      json.print(out(), results.json(), BenchTables.lines(results));
    }
  }

  @Override
  public int getExitCode() {
    return fell ? Failures.FAILED : ExitCode.OK;
  }

  private List<Workload> workloads() {
    return names.isEmpty()
        ? Arrays.asList(Workload.values())
        : names.stream().map(Workload::named).toList();
  }

  private Optional<Peers> peers() {
    for (String name : contenders) {
      require(
          Peers.ALL.contains(name),
          "there is no contender '" + name + "'; " + NearestNames.hint(name, Peers.ALL));
    }
    require(withPeers || contenders.isEmpty(), "--contenders needs --peers");
    if (!withPeers) {
      return Optional.empty();
    }
    Peers peers = new Peers(peersFolder, contenders.isEmpty() ? Peers.ALL : contenders);
    peers.check();
    return Optional.of(peers);
  }

  private void requireComparable(Recorded recorded, List<Workload> workloads, int threads) {
    require(
        recorded.threads() == threads,
        "--against names a run on "
            + Wording.count(recorded.threads(), "thread")
            + ", this one has "
            + threads
            + "; ask for --threads "
            + recorded.threads());
    require(
        workloads.stream().anyMatch(w -> recorded.workloads().containsKey(w.label())),
        "--against names a run of other workloads: "
            + String.join(", ", recorded.workloads().keySet()));
  }
}
