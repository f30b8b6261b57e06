package dev.quickstudy.kinds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * All that extensions have announced. An extension that cannot be loaded is left out and named
 * ({@link #failures}); a word that two announce is nobody's, and naming it names both. Immutable.
 */
public final class Kinds {
  /** Bounds the reading of a class path that gives errors without end. */
  private static final int MOST_FAILURES = 100;

  private static final Properties ARTIFACTS = artifacts();

  private final Map<Class<?>, Map<String, List<Entry<Class<?>>>>> types = new LinkedHashMap<>();
  private final Map<Class<?>, Map<String, List<Entry<Object>>>> values = new LinkedHashMap<>();
  private final Map<Class<?>, List<? extends Enum<?>>> constants = new LinkedHashMap<>();
  private final List<Announcement.LaterSetting> laterSettings = new ArrayList<>();
  private final List<List<String>> families = new ArrayList<>();
  private final Map<String, List<Entry<Class<?>>>> recipes = new LinkedHashMap<>();
  private final List<String> extensions = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  /**
   * What an extension announced.
   *
   * @param from the extension, for messages
   */
  private record Entry<T>(String from, T what) {}

  private static volatile List<String> failuresOfKnown = List.of();

  private static final class Known {
    static final Kinds ALL = of(loader());

    static {
      failuresOfKnown = ALL.failures();
    }

    private static ClassLoader loader() {
      return Objects.requireNonNull(Kinds.class.getClassLoader(), "no class loader");
    }
  }

  private Kinds() {}

  /** Those of the class path that this class is on; looked for once. */
  public static Kinds known() {
    return Known.ALL;
  }

  /**
   * The failures of {@link #known}, if they were looked for already: what a program may tell at its
   * end without looking for extensions that it did not need.
   */
  public static List<String> failuresSoFar() {
    return failuresOfKnown;
  }

  /** Those that a class loader finds. */
  public static Kinds of(ClassLoader loader) {
    Kinds kinds = new Kinds();
    Iterator<ServiceLoader.Provider<Extension>> found =
        ServiceLoader.load(Extension.class, loader).stream().iterator();
    while (kinds.failures.size() < MOST_FAILURES) {
      try {
        if (!found.hasNext()) {
          break;
        }
        kinds.add(found.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        kinds.failures.add("an extension could not be loaded and is left out: " + reason(e));
      }
    }
    kinds.families.sort(Comparator.comparing(names -> names.get(0)));
    return kinds;
  }

  private void add(ServiceLoader.Provider<Extension> provider) {
    String name = named(provider.type());
    try {
      Extension extension = provider.get();
      int version = extension.version();
      if (version != Extension.VERSION) {
        failures.add(
            "the extension %s is left out: it is built for version %d of extensions, but this is version %d; take the two of one release"
                .formatted(name, version, Extension.VERSION));
        return;
      }
      Announcement announced = new Announcement();
      extension.announce(announced);
      add(name, announced);
      extensions.add(extension.artifact() + ": " + name);
    } catch (LinkageError e) {
      failures.add(
          "the extension %s is left out, as it does not fit this version of Quickstudy, or a jar that it needs is missing: %s"
              .formatted(name, reason(e)));
    } catch (ServiceConfigurationError | RuntimeException e) {
      failures.add(
          "the extension %s could not be loaded and is left out: %s".formatted(name, reason(e)));
    }
  }

  private void add(String from, Announcement announced) {
    announced.types().forEach((part, words) -> add(from, types, part, words));
    announced.values().forEach((part, words) -> add(from, values, part, words));
    constants.putAll(announced.constants());
    laterSettings.addAll(announced.laterSettings());
    families.addAll(announced.recipes());
    announced
        .recipeFiles()
        .forEach(
            (name, beside) ->
                recipes
                    .computeIfAbsent(name, is -> new ArrayList<>())
                    .add(new Entry<>(from, beside)));
  }

  private static <T> void add(
      String from,
      Map<Class<?>, Map<String, List<Entry<T>>>> all,
      Class<?> part,
      Map<String, T> words) {
    Map<String, List<Entry<T>>> known = all.computeIfAbsent(part, is -> new LinkedHashMap<>());
    words.forEach(
        (word, what) ->
            known.computeIfAbsent(word, is -> new ArrayList<>()).add(new Entry<>(from, what)));
  }

  /** The class and the jar or folder that it is of. */
  private static String named(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL place = source == null ? null : source.getLocation();
    return place == null
        ? type.getName()
        : "%s (%s)".formatted(type.getName(), Path.of(place.getPath()).getFileName());
  }

  /** What went wrong in one line, with its cause. */
  private static String reason(Throwable error) {
    Throwable cause = error.getCause();
    String own = Optional.ofNullable(error.getMessage()).orElse("");
    String line = error instanceof ServiceConfigurationError ? own : simple(error) + " " + own;
    return cause == null ? line.strip() : line.strip() + ", by " + reason(cause);
  }

  private static String simple(Throwable error) {
    return error.getClass().getSimpleName();
  }

  /** The kinds of a part by word, without those that two extensions announce. */
  public Map<String, Class<?>> types(Class<?> part) {
    return single(types.getOrDefault(part, Map.of()));
  }

  /** The parts that have kinds. */
  public Iterable<Class<?>> parts() {
    return types.keySet();
  }

  /** The value of a word; empty if there is none, or two extensions announce it. */
  public <P> Optional<P> value(Class<P> part, String word) {
    return Optional.ofNullable(values(part).get(word));
  }

  /** The values of a part by word, without those that two extensions announce. */
  public <P> Map<String, P> values(Class<P> part) {
    Map<String, P> found = new LinkedHashMap<>();
    single(values.getOrDefault(part, Map.of()))
        .forEach((word, value) -> found.put(word, part.cast(value)));
    return found;
  }

  private static <T> Map<String, T> single(Map<String, List<Entry<T>>> words) {
    Map<String, T> found = new LinkedHashMap<>();
    words.forEach(
        (word, entries) -> {
          if (entries.size() == 1) {
            found.put(word, entries.get(0).what());
          }
        });
    return found;
  }

  /** The constants that recipes may name, by their type. */
  public Map<Class<?>, List<? extends Enum<?>>> constants() {
    return new LinkedHashMap<>(constants);
  }

  /** Settings that recipes of older versions lack. */
  public List<Announcement.LaterSetting> laterSettings() {
    return List.copyOf(laterSettings);
  }

  /** The names of the built-in recipes, in the order in which they are best read. */
  public List<String> recipes() {
    return families.stream().flatMap(List::stream).distinct().toList();
  }

  /**
   * The YAML of a built-in recipe; empty if there is none.
   *
   * @throws dev.quickstudy.tensor.UsageException if its jar lacks it
   */
  public Optional<String> recipe(String name) {
    return Optional.ofNullable(single(recipes).get(name))
        .map(beside -> Announcement.resource(beside, name + ".yaml"));
  }

  /**
   * Why a word has no meaning, where that can be said: two extensions announce it, or the artifact
   * that does is not on the class path. Empty if it is known to nobody.
   *
   * @param part what it was to be a kind or a value of
   */
  public Optional<String> missing(Class<?> part, String word) {
    return twice(types.getOrDefault(part, Map.of()), word)
        .or(() -> twice(values.getOrDefault(part, Map.of()), word))
        .or(() -> absent(word));
  }

  /** The same of the name of a built-in recipe. */
  public Optional<String> missingRecipe(String name) {
    return twice(recipes, name).or(() -> absent("recipe." + name.replaceFirst("-.*", "")));
  }

  private static <T> Optional<String> twice(Map<String, List<Entry<T>>> words, String word) {
    List<Entry<T>> entries = words.getOrDefault(word, List.of());
    return entries.size() < 2
        ? Optional.empty()
        : Optional.of(
            "'%s' is announced by %s; leave all but one of them out of the class path"
                .formatted(
                    word, entries.stream().map(Entry::from).collect(Collectors.joining(" and "))));
  }

  private Optional<String> absent(String word) {
    return artifact(word)
        .filter(artifact -> extensions.stream().noneMatch(own -> own.startsWith(artifact + ":")))
        .map(
            artifact ->
                "'%s' is read by %s, which is not on the class path: add %s"
                    .formatted(
                        word.replaceFirst("^(recipe|files)\\.", ""),
                        artifact.substring(artifact.indexOf(':') + 1),
                        artifact));
  }

  /** The artifact of Quickstudy that announces a word, whether or not it is there. */
  public static Optional<String> artifact(String word) {
    return Optional.ofNullable(ARTIFACTS.getProperty(word));
  }

  private static Properties artifacts() {
    Properties artifacts = new Properties();
    try (InputStream in =
        Objects.requireNonNull(Kinds.class.getResourceAsStream("artifacts.properties"))) {
      artifacts.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the list of artifacts cannot be read", e);
    }
    return artifacts;
  }

  /** The extensions that were loaded, {@code ARTIFACT: CLASS (JAR)}, in order. */
  public List<String> extensions() {
    return extensions.stream().sorted().toList();
  }

  /** The extensions that were left out, and why, a sentence each. */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
