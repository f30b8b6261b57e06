package dev.quickstudy.predict;

import dev.quickstudy.survey.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/**
 * Trained learners in jars on the class path. Each such jar names its own in {@value #LIST}: {@code
 * NAME.kind}, {@code NAME.about} and {@code NAME.file}, the resource that holds the learner file.
 */
final class ShippedLearners {
  private static final String LIST = "META-INF/quickstudy/learners.properties";

  private ShippedLearners() {}

  /** Those for a kind of example, by name. */
  static List<KnownLearners.Known> of(Kind kind) {
    List<KnownLearners.Known> found = new ArrayList<>();
    try {
      for (URL list : Collections.list(loader().getResources(LIST))) {
        Properties properties = new Properties();
        try (InputStream in = list.openStream()) {
          properties.load(in);
        }
        properties.stringPropertyNames().stream()
            .filter(key -> key.endsWith(".kind"))
            .filter(key -> kind.word().equalsIgnoreCase(properties.getProperty(key)))
            .map(key -> key.substring(0, key.lastIndexOf('.')))
            .sorted()
            .forEach(name -> found.add(known(name, properties)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the learners on the class path cannot be listed", e);
    }
    return found;
  }

  private static KnownLearners.Known known(String name, Properties properties) {
    String file = properties.getProperty(name + ".file", "");
    return new KnownLearners.Known(
        name,
        properties.getProperty(name + ".about", name),
        file,
        resources -> {
          try (InputStream in = loader().getResourceAsStream(file)) {
            if (in == null) {
              throw new IllegalStateException("the class path lacks " + file);
            }
            return TrainedLearner.read(in, name, resources);
          } catch (IOException e) {
            throw new UncheckedIOException("the learner " + name + " cannot be read", e);
          }
        });
  }

  private static ClassLoader loader() {
    return Objects.requireNonNull(ShippedLearners.class.getClassLoader(), "no class loader");
  }
}
