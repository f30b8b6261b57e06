package dev.quickstudy.encoders.onnx;

import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.recipe.DataLocations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Native libraries that come in jars, unpacked once into the user's cache folder. The libraries'
 * own loaders would unpack them into a new temporary folder at each start, 29 MB that stay there
 * when the process is killed.
 */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * The folder that holds libraries.
   *
   * @param name of the folder, before a number that changes with the libraries
   * @param in a type from their jar
   * @param resources their absolute names in it
   * @return empty where they are not there or the folder cannot be written: then the libraries' own
   *     loader has to see to it
   */
  public static Optional<Path> folder(String name, Class<?> in, List<String> resources) {
    return folder(DataLocations.usualCache(), name, in, resources);
  }

  /** The same below a cache folder. */
  public static Optional<Path> folder(
      Path cache, String name, Class<?> in, List<String> resources) {
    try {
      List<URL> sources = new ArrayList<>();
      CRC32 all = new CRC32();
      for (String resource : resources) {
        URL source = in.getResource(resource);
        if (source == null) {
          return Optional.empty();
        }
        sources.add(source);
        all.update(Long.toHexString(checksum(source)).getBytes(StandardCharsets.US_ASCII));
      }
      Path folder = cache.resolve("native").resolve("%s-%08x".formatted(name, all.getValue()));
      Files.createDirectories(folder);
      for (int i = 0; i < resources.size(); i++) {
        String resource = resources.get(i);
        Path file = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        if (!Files.isRegularFile(file) || checksum(file) != checksum(sources.get(i))) {
          unpack(sources.get(i), file);
        }
      }
      return Optional.of(folder);
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** The part of a path that names this system, by one of two manners; empty for unknown ones. */
  public static Optional<String> system(String linux64, String mac, String windows) {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "");
    boolean intel = machine.equals("amd64") || machine.equals("x86_64");
    if (os.startsWith("linux") && intel) {
      return Optional.of(linux64);
    }
    if (os.startsWith("mac") && machine.equals("aarch64")) {
      return Optional.of(mac);
    }
    return os.startsWith("windows") && intel ? Optional.of(windows) : Optional.empty();
  }

  private static void unpack(URL source, Path file) throws IOException {
    try (InputStream in = opened(source).getInputStream()) {
      AtomicFile.replace(file, in::transferTo);
    }
  }

  private static URLConnection opened(URL source) throws IOException {
    URLConnection connection = source.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  /** CRC-32, which a jar has in its table of contents. */
  private static long checksum(URL source) throws IOException {
    if (source.openConnection() instanceof JarURLConnection jar) {
      return jar.getJarEntry().getCrc();
    }
    try (InputStream in = opened(source).getInputStream()) {
      return checksum(in);
    }
  }

  private static long checksum(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return checksum(in);
    }
  }

  private static long checksum(InputStream in) throws IOException {
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[1 << 16];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      sum.update(buffer, 0, count);
    }
    return sum.getValue();
  }
}
