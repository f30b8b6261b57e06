package dev.quickstudy.predict;

import dev.quickstudy.train.files.Learners;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The other process of {@link CatalogueTest}: opens saved tasks in three ways and predicts. */
final class CatalogueReader {
  private CatalogueReader() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<String> lines = new ArrayList<>();
    try (Resources resources = Resources.ofMachine();
        URLClassLoader jar =
            new URLClassLoader(new URL[] {folder.resolve("tasks.jar").toUri().toURL()})) {
      for (File file : CatalogueTest.tasks(folder)) {
        List<String> ways = new ArrayList<>();
        try (LearnedTask task = LearnedTask.open(file.toPath(), resources)) {
          ways.add(CatalogueTest.bits(task, task.learner().recipe()));
        }
        try (InputStream in = Files.newInputStream(file.toPath())) {
          ways.add(read(in, file.getName(), resources));
        }
        try (InputStream in = jar.getResourceAsStream(file.getName())) {
          ways.add(in == null ? "not in the jar" : read(in, file.getName(), resources));
        }
        lines.add(
            file.getName().replace(".task", "")
                + ": "
                + (ways.stream().distinct().count() == 1 ? ways.get(0) : "differ: " + ways));
      }
    }
    Files.writeString(folder.resolve("bits.txt"), String.join("\n", lines));
  }

  private static String read(InputStream in, String name, Resources resources) {
    try (LearnedTask task = LearnedTask.read(in, name, resources, Learners.none())) {
      return CatalogueTest.bits(task, task.learner().recipe());
    }
  }
}
