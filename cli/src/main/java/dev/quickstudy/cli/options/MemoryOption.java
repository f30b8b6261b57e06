package dev.quickstudy.cli.options;

import dev.quickstudy.recipe.Wording;
import dev.quickstudy.train.MemoryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of {@code --memory} and {@code --plan}. */
public final class MemoryOption {
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "kmgt";

  private MemoryOption() {}

  /** Bytes of {@code 4GiB}, {@code 800MB}, {@code 1.5g} …; empty if it is no such size. */
  public static Optional<Long> bytes(String size) {
    Matcher matcher = SIZE.matcher(size.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean binary = !matcher.group(3).isEmpty() || !size.toLowerCase(Locale.ROOT).contains("b");
    int power =
        matcher.group(2).isEmpty()
            ? 0
            : 1 + UNITS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
    double bytes = Double.parseDouble(matcher.group(1)) * Math.pow(binary ? 1024 : 1000, power);
    return bytes >= 1 && bytes < Long.MAX_VALUE ? Optional.of((long) bytes) : Optional.empty();
  }

  /**
   * The plan as lines for people.
   *
   * @param asked the most that the user allows; what the machine has left otherwise
   */
  public static List<String> lines(MemoryPlan plan, Optional<Long> asked) {
    List<String> lines = new ArrayList<>();
    Optional<MemoryPlan.Choice> chosen = plan.chosen(asked);
    for (MemoryPlan.Choice choice : plan.choices()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%9s  %s%s",
              Wording.bytes(choice.bytes()),
              choice,
              chosen.filter(choice::equals).isPresent() ? "  <- train takes this one" : ""));
    }
    for (MemoryPlan.Other other : plan.others()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%9s  %s: another meta-gradient, so another result",
              Wording.bytes(other.bytes()),
              other.name()));
    }
    return lines;
  }
}
