package dev.quickstudy.cli;

import dev.quickstudy.cli.options.DeviceOption;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.output.Failures;
import dev.quickstudy.cli.output.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    footer = {
      "  quickstudy doctor",
      "  quickstudy doctor --data data",
      "  quickstudy doctor --device cuda"
    })
final class DoctorCommand extends HelpfulCommand implements IExitCodeGenerator {
  @Mixin private JsonOption json;
  @Mixin private DeviceOption device;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Look at the data sets in this folder too.")
  private Optional<Path> data;

  private boolean problem;

  @Override
  public void run() {
    List<Finding> findings = Diagnosis.of(data, device);
    problem = findings.stream().anyMatch(f -> f.level() == Finding.Level.PROBLEM);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("ok", !problem);
    object.put("findings", findings.stream().map(Finding::json).toList());
    json.print(out(), object, lines(findings));
  }

  @Override
  public int getExitCode() {
    return problem ? Failures.FAILED : ExitCode.OK;
  }

  private static List<String> lines(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    TextTable table = new TextTable("", "", "");
    findings.forEach(finding -> table.row(finding.level().word(), finding.what(), finding.text()));
    lines.addAll(table.lines().subList(1, findings.size() + 1));
    return lines;
  }
}
