package dev.quickstudy.cli;

import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.output.CheckedOutput;
import dev.quickstudy.cli.output.Failures;
import dev.quickstudy.cli.output.SafeWriter;
import dev.quickstudy.cli.output.SilentLogging;
import dev.quickstudy.cli.output.Terminal;
import dev.quickstudy.experiment.Version;
import dev.quickstudy.kinds.Kinds;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code quickstudy} command. */
@Command(
    name = "quickstudy",
    description = {
      "Meta-learning: trains a learner once across many small tasks, so that it then learns a new"
          + " task from a handful of examples.",
      ""
    },
    versionProvider = Main.BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      CompareCommand.class,
      ReproduceCommand.class,
      EvaluateCommand.class,
      NewCommand.class,
      ReportCommand.class,
      ClassifyCommand.class,
      AdaptCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      DrawCommand.class,
      RecipesCommand.class,
      DataCommand.class,
      EncodersCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    },
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed; one line on stderr says why", "2:wrong usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy classify --support my.csv --query new.csv    answers at once, nothing trained",
      "  quickstudy recipes                      what can be trained",
      "  quickstudy train glyphs-5way-1shot      train and judge in two minutes, no data needed",
      "  quickstudy evaluate --run runs/glyphs-5way-1shot --ways 20",
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support my/classes --query my/pictures",
      "  quickstudy train --help                 all about one command"
    })
public final class Main extends HelpfulCommand {

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean versionWanted;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "With an error, show where in the program it came from.")
  private boolean verbose;

  Main() {}

  /** Runs the command and ends the process with its exit code: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true"); // pictures are read without a screen
    SilentLogging.begin();
    unpackBelowCaches();
    CheckedOutput out = new CheckedOutput(new FileOutputStream(FileDescriptor.out));
    PrintWriter err = Terminal.writer(new FileOutputStream(FileDescriptor.err));
    int code = run(Terminal.writer(out), err, args);
    System.exit(code == 0 ? Failures.unwritten(out, err) : code);
  }

  /** The engine's libraries go where the user wants caches, if that was said. */
  private static void unpackBelowCaches() {
    String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    String folder = "org.bytedeco.javacpp.cachedir";
    if (Path.of(caches).isAbsolute() && System.getProperty(folder) == null) {
      System.setProperty(folder, Path.of(caches, "javacpp").toString());
    }
  }

  /** Runs the command within this process. */
  static int run(PrintWriter plainOut, PrintWriter plainErr, String... args) {
    PrintWriter out = new PrintWriter(new SafeWriter(plainOut), true);
    PrintWriter err = new PrintWriter(new SafeWriter(plainErr), true);
    Main main = new Main();
    boolean traced = "1".equals(System.getenv("QUICKSTUDY_DEBUG"));
    CommandLine command =
        commandLine(main)
            .setOut(out)
            .setErr(err)
            .setUsageHelpWidth(100)
            .setUsageHelpLongOptionsMaxWidth(26)
            .setParameterExceptionHandler((e, given) -> Failures.usage(e, err))
            .setExecutionExceptionHandler(
                (e, failed, parsed) -> Failures.report(e, err, traced || main.verbose));
    try {
      return command.execute(args);
    } catch (Error e) { // such as too little memory; picocli hands on exceptions only
      return Failures.report(e, err, traced || main.verbose);
    } finally {
      Kinds.failuresSoFar().forEach(failure -> err.println("warning: " + failure));
      out.flush();
      err.flush();
    }
  }

  /** What understands the words; nothing is run. */
  static CommandLine commandLine(Main main) {
    return new CommandLine(main).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** With no command given. */
  @Override
  public void run() {
    printHelp();
    throw wrong("name a command, such as train or recipes");
  }

  /** The version that the build wrote into the jar's manifest. */
  static final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"quickstudy " + Version.current()};
    }
  }
}
