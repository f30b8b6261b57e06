package dev.quickstudy.bench;

import dev.quickstudy.task.ClassTasks;
import java.util.Optional;
import java.util.function.Supplier;

/** Classes of pictures that are read, or drawn, once and only if somebody asks. */
final class LazyTasks implements Supplier<ClassTasks> {
  private final Supplier<ClassTasks> opened;
  private Optional<ClassTasks> known = Optional.empty();

  LazyTasks(Supplier<ClassTasks> opened) {
    this.opened = opened;
  }

  @Override
  public synchronized ClassTasks get() {
    if (known.isEmpty()) {
      known = Optional.of(opened.get());
    }
    return known.get();
  }
}
