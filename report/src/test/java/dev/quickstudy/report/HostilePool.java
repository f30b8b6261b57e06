package dev.quickstudy.report;

import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.tensor.RandomKey;
import java.util.List;
import java.util.Optional;

/** Classes and texts whose names would do harm on a page that takes them for HTML. */
final class HostilePool implements ClassPool {
  static final String SCRIPT = "<script>document.title='harmed'</script>";
  static final String IMAGE = "\"><img src=http://example.org/x onerror=document.title='harmed'>";
  static final String TEXT = "</style></title></svg><b>fat</b> & 'quoted' \u202e reversed";

  private static final int EACH = 12;

  /** Tasks of five of seven classes in each split. */
  static ClassTasks tasks() {
    List<Split> splits = List.of(Split.values());
    return new ClassTasks(
        "hostile " + SCRIPT,
        new SplitClasses(
            new HostilePool(),
            name ->
                Optional.of(
                    splits.get(Integer.parseInt(name, name.length() - 2, name.length(), 10) % 3))));
  }

  @Override
  public int classes() {
    return 21;
  }

  @Override
  public String className(int classIndex) {
    return (classIndex % 2 == 0 ? SCRIPT : IMAGE) + "%02d".formatted(classIndex);
  }

  @Override
  public int size(int classIndex) {
    return EACH;
  }

  @Override
  public long[] exampleShape() {
    return new long[] {6};
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    RandomKey.Stream random = RandomKey.of(classIndex).fold(exampleIndex).stream();
    for (int i = 0; i < 6; i++) {
      into[offset + i] = (float) (random.normal() + (classIndex >> i & 1));
    }
  }

  @Override
  public Optional<String> caption(int classIndex, int exampleIndex) {
    return Optional.of(TEXT + exampleIndex);
  }

  @Override
  public String fingerprint() {
    return "f".repeat(16);
  }
}
