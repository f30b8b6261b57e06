package dev.quickstudy.cli;

import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, each with the console that it speaks to. */
final class CommandFactory implements IFactory {
  private final Map<Class<?>, Supplier<?>> commands;

  CommandFactory(Console console) {
    this.commands =
        Map.of(
            TrainCommand.class, () -> new TrainCommand(console),
            EvaluateCommand.class, () -> new EvaluateCommand(console),
            AdaptCommand.class, () -> new AdaptCommand(console),
            DrawCommand.class, () -> new DrawCommand(console),
            RecipesCommand.class, () -> new RecipesCommand(console),
            DataCommand.class, () -> new DataCommand(console),
            DoctorCommand.class, () -> new DoctorCommand(console));
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Supplier<?> known = commands.get(type);
    return known == null ? CommandLine.defaultFactory().create(type) : type.cast(known.get());
  }
}
