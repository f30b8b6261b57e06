package dev.quickstudy.kinds;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A jar of sources that are compiled here, with an extension. */
final class Jar {
  private static final String SERVICE = "META-INF/services/" + Extension.class.getName();

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final List<String> services = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  /** An extension whose body is given, of this version and the artifact {@code test:NAME}. */
  static Jar extension(String name, String announce) {
    return extension(name, "VERSION", announce);
  }

  static Jar extension(String name, String version, String announce) {
    return new Jar()
        .type(
            name,
            """
            public final class %s implements Extension {
              public int version() { return %s; }
              public String artifact() { return "test:%s"; }
              public void announce(Announcement to) { %s }
            }
            """
                .formatted(name, version, name, announce))
        .service(name);
  }

  /** A type of the default package. */
  Jar type(String name, String source) {
    sources.put(
        name,
        """
        import dev.quickstudy.kinds.*;
        import dev.quickstudy.recipe.*;
        import dev.quickstudy.task.TaskSource;
        import java.util.Optional;
        """
            + source);
    return this;
  }

  /** A source of generated characters by another name. */
  Jar source(String name) {
    return type(
        name,
        """
        public record %s(int number) implements SourceSpec {
          public TaskSource open(DataLocations locations) { return SourceSpec.named("glyphs").open(locations); }
          public Optional<String> dataSet() { return Optional.empty(); }
        }
        """
            .formatted(name));
  }

  Jar service(String name) {
    services.add(name);
    return this;
  }

  /** Leaves a compiled type out of the jar. */
  Jar without(String name) {
    left.add(name + ".class");
    return this;
  }

  /** Compiles and writes the jar. */
  URL write(Path folder, String file) throws IOException {
    Path classes = Files.createDirectory(folder.resolve(file + ".classes"));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path java = classes.resolve(source.getKey() + ".java");
      arguments.add(Files.writeString(java, source.getValue()).toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("the sources of " + file + " do not compile");
    }
    Path jar = folder.resolve(file);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> all = Files.list(classes)) {
      for (Path one : all.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = one.getFileName().toString();
        if (!left.contains(name)) {
          entries.putNextEntry(new JarEntry(name));
          entries.write(Files.readAllBytes(one));
        }
      }
      entries.putNextEntry(new JarEntry(SERVICE));
      entries.write((String.join("\n", services) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return url(jar);
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is found in jars and on the class path. */
  static Kinds kinds(URL... jars) throws IOException {
    try (URLClassLoader loader =
        new URLClassLoader(Arrays.copyOf(jars, jars.length), Jar.class.getClassLoader())) {
      return Kinds.of(loader);
    }
  }
}
