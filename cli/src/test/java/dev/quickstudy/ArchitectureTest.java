package dev.quickstudy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.quickstudy.task.Targets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the rooms of the house apart. */
class ArchitectureTest {
  private static final String ROOT = "dev.quickstudy.";

  /** Every package, and the others that it may name: the arrows of the design. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("files", Set.of()),
          Map.entry("threads", Set.of()),
          Map.entry("tensor", Set.of("files")),
          Map.entry("nn", Set.of("tensor")),
          Map.entry("task", Set.of("nn", "tensor")),
          Map.entry("head", Set.of("task", "nn", "tensor")),
          Map.entry("inner", Set.of("task", "nn", "tensor")),
          Map.entry("learn", Set.of("inner", "head", "task", "nn", "tensor")),
          Map.entry("train", Set.of("files", "threads", "learn", "task", "nn", "tensor")),
          Map.entry("data", Set.of("files", "threads", "train", "learn", "nn", "task", "tensor")),
          Map.entry("data.files", Set.of("data", "task")),
          Map.entry("data.pictures", Set.of("files", "data.files", "data", "task", "tensor")),
          Map.entry(
              "data.characters",
              Set.of("files", "data.pictures", "data.files", "data", "task", "tensor")),
          Map.entry("data.tasks", Set.of("files", "data", "task", "tensor")),
          Map.entry("data.rows", Set.of("files", "data", "tensor")),
          Map.entry("kinds", Set.of("tensor")),
          Map.entry(
              "recipe",
              Set.of(
                  "files",
                  "kinds",
                  "data.tasks",
                  "data.characters",
                  "data.pictures",
                  "data.rows",
                  "data",
                  "train",
                  "learn",
                  "inner",
                  "head",
                  "nn",
                  "task",
                  "tensor")),
          Map.entry(
              "survey",
              Set.of(
                  "recipe",
                  "kinds",
                  "data.pictures",
                  "data.files",
                  "data.rows",
                  "data",
                  "task",
                  "tensor")),
          Map.entry(
              "predict",
              Set.of(
                  "survey",
                  "recipe",
                  "kinds",
                  "data.pictures",
                  "data.rows",
                  "data",
                  "train",
                  "learn",
                  "nn",
                  "task",
                  "tensor")),
          // A modality stands on the rooms that it adds to, and nothing but the command on it.
          Map.entry(
              "encoders",
              Set.of(
                  "files",
                  "threads",
                  "predict",
                  "survey",
                  "recipe",
                  "kinds",
                  "data.pictures",
                  "data.rows",
                  "data",
                  "task",
                  "tensor")),
          Map.entry(
              "tables",
              Set.of(
                  "files",
                  "predict",
                  "survey",
                  "recipe",
                  "kinds",
                  "data.rows",
                  "data",
                  "train",
                  "learn",
                  "head",
                  "nn",
                  "task",
                  "tensor")),
          Map.entry(
              "sound",
              Set.of(
                  "files",
                  "predict",
                  "survey",
                  "recipe",
                  "kinds",
                  "data.files",
                  "data.rows",
                  "data",
                  "task",
                  "tensor")),
          Map.entry("report", Set.of("recipe", "train", "learn", "nn", "task", "tensor")),
          Map.entry(
              "bench",
              Set.of(
                  "files",
                  "recipe",
                  "data.tasks",
                  "data.characters",
                  "data",
                  "train",
                  "learn",
                  "nn",
                  "task",
                  "tensor")),
          Map.entry(
              "cli",
              Set.of(
                  "files",
                  "bench",
                  "survey",
                  "report",
                  "predict",
                  "recipe",
                  "kinds",
                  "encoders",
                  "tables",
                  "data.characters",
                  "data.rows",
                  "data",
                  "train",
                  "learn",
                  "nn",
                  "task",
                  "tensor")));

  /** What is about one screen of documentation. */
  private static final long MOST_PUBLIC_TYPES = 30;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.quickstudy");

  static Stream<String> packages() {
    return ARROWS.keySet().stream().sorted();
  }

  @Test
  void everyPackageHasItsArrows() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
        .isEqualTo(packages().map(name -> ROOT + name).collect(Collectors.toSet()));
  }

  /** Otherwise a program that is a module could not require both. */
  @Test
  void everyPackageIsInOneJar() {
    Map<String, Set<String>> jars =
        CLASSES.stream()
            .collect(
                groupingBy(
                    JavaClass::getPackageName,
                    Collectors.mapping(ArchitectureTest::jar, Collectors.toSet())));
    assertThat(jars)
        .allSatisfy((name, of) -> assertThat(of).as(name).hasSize(1))
        .hasSameSizeAs(ARROWS);
  }

  /** The jar or folder that a class was read from. */
  private static String jar(JavaClass type) {
    String file = type.getSource().orElseThrow().getUri().toString();
    return file.substring(0, file.length() - (type.getName() + ".class").length());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageNamesOnlyThoseThatItsArrowsLeadTo(String name) {
    String[] allowed =
        Stream.concat(Stream.of(name), ARROWS.getOrDefault(name, Set.of()).stream())
            .map(other -> ROOT + other)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + ".")
                .and(DescribedPredicate.not(resideInAnyPackage(allowed)))
                .as("reside in other packages than %s", String.join(", ", allowed)))
        .check(CLASSES);
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTensorNamesTheNativeEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "tensor")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(CLASSES);
  }

  /** Targets are open: whoever asks for a class of them knows only those that are there today. */
  @Test
  void onlyTheirPackageAsksForTheClassOfTargets() {
    assertThat(CLASSES)
        .filteredOn(type -> !type.getPackageName().equals(ROOT + "task"))
        .flatExtracting(JavaClass::getInstanceofChecks)
        .filteredOn(check -> check.getRawType().isAssignableTo(Targets.class))
        .isEmpty();
  }

  @Test
  void theLibraryLeavesTheStandardStreamsToItsHost() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "cli")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void nothingLogsByJavaUtilLogging() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(CLASSES);
  }

  @Test
  void theLibraryNeverEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "cli")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CLASSES);
  }

  /** What is for its package alone is there for a use; tests are none. */
  @Test
  void aMethodThatIsNotPublicIsCalled() {
    List<String> unused =
        CLASSES.stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> !callable(method))
            .map(JavaMethod::getFullName)
            .sorted()
            .toList();
    assertThat(unused).isEmpty();
  }

  /** Whether somebody calls a method, or may from outside, or the language does. */
  private static boolean callable(JavaMethod method) {
    JavaClass owner = method.getOwner();
    boolean component =
        owner.isRecord()
            && owner.getFields().stream()
                .anyMatch(field -> field.getName().equals(method.getName()));
    boolean overrides =
        Stream.concat(owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
            .anyMatch(
                above ->
                    above.getMethods().stream()
                        .anyMatch(other -> other.getName().equals(method.getName())));
    return method.getModifiers().contains(JavaModifier.PUBLIC)
        || method.getModifiers().contains(JavaModifier.PROTECTED)
        || method.getModifiers().contains(JavaModifier.SYNTHETIC)
        || component
        || overrides
        || !method.getAccessesToSelf().isEmpty()
        || !method.getReferencesToSelf().isEmpty();
  }

  @Test
  void aPackagesPublicTypesFitOnOneScreen() {
    Map<String, Long> publicTypes =
        CLASSES.stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(JavaClass::isTopLevelClass)
            .collect(groupingBy(JavaClass::getPackageName, counting()));
    assertThat(publicTypes)
        .isNotEmpty()
        .allSatisfy(
            (name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MOST_PUBLIC_TYPES));
  }
}
