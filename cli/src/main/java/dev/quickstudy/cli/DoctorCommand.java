package dev.quickstudy.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quickstudy doctor}. */
@Command(
    name = "doctor",
    description = {
      "Looks whether this machine can run Quickstudy well, and says how to mend what is wrong.",
      "",
      "Exit code 1 if there is a problem; a warning is only about speed or room.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  quickstudy doctor", "  quickstudy doctor --data data"})
final class DoctorCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HelpOption help;
  @Mixin private JsonOption json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Look at the data sets in this folder too.")
  private Optional<Path> data;

  @Override
  public Integer call() {
    List<Finding> findings = Diagnosis.of(data);
    boolean problem = findings.stream().anyMatch(f -> f.level() == Finding.Level.PROBLEM);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("ok", !problem);
    object.put("findings", findings.stream().map(Finding::json).toList());
    json.print(spec.commandLine().getOut(), object, lines(findings));
    return problem ? Failures.FAILED : ExitCode.OK;
  }

  private static List<String> lines(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    Table table = new Table("", "", "");
    findings.forEach(finding -> table.row(finding.level().word(), finding.what(), finding.text()));
    lines.addAll(table.lines().subList(1, findings.size() + 1));
    return lines;
  }
}
