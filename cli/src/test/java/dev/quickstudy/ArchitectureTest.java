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
          Map.entry("tensor", Set.of("threads", "files")),
          Map.entry("nn", Set.of("tensor")),
          Map.entry("nn.layers", Set.of("nn", "tensor")),
          Map.entry("nn.networks", Set.of("nn.layers", "nn", "tensor")),
          Map.entry("nn.optim", Set.of("nn", "tensor")),
          Map.entry("task", Set.of("nn", "tensor")),
          Map.entry("head", Set.of("task", "nn.optim", "nn.layers", "nn", "tensor")),
          Map.entry("head.convex", Set.of("head", "task", "nn", "tensor")),
          Map.entry(
              "head.context",
              Set.of("head.convex", "head", "task", "nn.networks", "nn.layers", "nn", "tensor")),
          Map.entry("head.metric", Set.of("head", "task", "nn.layers", "nn", "tensor")),
          Map.entry(
              "head.fitted", Set.of("head.metric", "head", "task", "nn.optim", "nn", "tensor")),
          Map.entry(
              "head.transductive",
              Set.of("head.metric", "head", "task", "nn.optim", "nn", "tensor")),
          Map.entry(
              "inner", Set.of("task", "nn.optim", "nn.networks", "nn.layers", "nn", "tensor")),
          Map.entry(
              "learn",
              Set.of(
                  "inner",
                  "head.transductive",
                  "head.fitted",
                  "head.metric",
                  "head.context",
                  "head.convex",
                  "head",
                  "task",
                  "nn.optim",
                  "nn.networks",
                  "nn",
                  "tensor")),
          Map.entry("judge", Set.of("learn", "task", "nn", "tensor", "files")),
          Map.entry("train.files", Set.of("judge", "learn", "task", "nn", "tensor", "files")),
          Map.entry(
              "train",
              Set.of("train.files", "judge", "learn", "task", "nn.optim", "nn", "tensor", "files")),
          Map.entry("data", Set.of("task", "tensor", "threads", "files")),
          Map.entry("data.files", Set.of("data", "task")),
          Map.entry("data.pictures", Set.of("data.files", "data", "task", "tensor", "files")),
          Map.entry(
              "data.characters",
              Set.of("data.pictures", "data.files", "data", "task", "tensor", "files")),
          Map.entry("data.tasks", Set.of("task", "tensor", "files")),
          Map.entry("data.rows", Set.of("data", "tensor", "files")),
          Map.entry("data.texts", Set.of("data.rows", "data", "files")),
          Map.entry("kinds", Set.of("tensor")),
          Map.entry(
              "recipe",
              Set.of(
                  "kinds",
                  "data.rows",
                  "data.tasks",
                  "data.characters",
                  "data.pictures",
                  "train",
                  "judge",
                  "learn",
                  "inner",
                  "head",
                  "task",
                  "nn.optim",
                  "nn.networks",
                  "nn",
                  "tensor",
                  "files")),
          Map.entry(
              "recipe.builtin",
              Set.of(
                  "recipe",
                  "kinds",
                  "data.texts",
                  "data.tasks",
                  "data.characters",
                  "data.pictures",
                  "learn",
                  "inner",
                  "head.transductive",
                  "head.fitted",
                  "head.metric",
                  "head.context",
                  "head.convex",
                  "head",
                  "task",
                  "nn.optim",
                  "nn.networks",
                  "nn",
                  "tensor")),
          Map.entry(
              "experiment",
              Set.of(
                  "files",
                  "recipe",
                  "data.rows",
                  "data.pictures",
                  "train",
                  "train.files",
                  "judge",
                  "learn",
                  "head.fitted",
                  "head.metric",
                  "task",
                  "nn.networks",
                  "nn",
                  "tensor")),
          Map.entry(
              "survey",
              Set.of(
                  "recipe",
                  "kinds",
                  "data.rows",
                  "data.pictures",
                  "data.files",
                  "data",
                  "task",
                  "tensor")),
          Map.entry(
              "predict",
              Set.of(
                  "survey",
                  "experiment",
                  "recipe",
                  "kinds",
                  "data.rows",
                  "data.pictures",
                  "data",
                  "train.files",
                  "judge",
                  "learn",
                  "task",
                  "nn",
                  "tensor")),
          Map.entry("encoders.onnx", Set.of("recipe", "data", "tensor", "files")),
          Map.entry(
              "encoders.texts",
              Set.of(
                  "encoders.onnx",
                  "predict",
                  "survey",
                  "experiment",
                  "recipe",
                  "data.texts",
                  "data.rows",
                  "data",
                  "task",
                  "tensor",
                  "threads",
                  "files")),
          Map.entry(
              "encoders.pictures",
              Set.of(
                  "encoders.onnx",
                  "predict",
                  "survey",
                  "experiment",
                  "recipe.builtin",
                  "recipe",
                  "data.rows",
                  "data.pictures",
                  "data",
                  "task",
                  "tensor",
                  "threads")),
          Map.entry(
              "encoders.sounds",
              Set.of(
                  "encoders.onnx",
                  "sound",
                  "predict",
                  "survey",
                  "experiment",
                  "recipe",
                  "data.rows",
                  "data",
                  "tensor")),
          Map.entry(
              "encoders",
              Set.of(
                  "encoders.texts",
                  "encoders.pictures",
                  "encoders.sounds",
                  "survey",
                  "recipe",
                  "kinds",
                  "data.rows",
                  "data.pictures")),
          Map.entry("tables.cells", Set.of("data.rows", "data", "tensor", "files")),
          Map.entry("tables.steps", Set.of("tables.cells", "data", "task", "tensor", "files")),
          Map.entry("tables.prior", Set.of("tables.steps", "task", "tensor", "files")),
          Map.entry(
              "tables.files",
              Set.of("tables.steps", "tables.cells", "recipe", "data.rows", "data")),
          Map.entry(
              "tables.tasks", Set.of("tables.steps", "tables.cells", "task", "tensor", "files")),
          Map.entry(
              "tables.classical",
              Set.of(
                  "tables.steps", "tables.cells", "learn", "task", "nn.networks", "nn", "tensor")),
          Map.entry(
              "tables",
              Set.of(
                  "tables.classical",
                  "tables.prior",
                  "tables.tasks",
                  "tables.files",
                  "tables.steps",
                  "tables.cells",
                  "predict",
                  "survey",
                  "experiment",
                  "recipe",
                  "kinds",
                  "data.texts",
                  "data.rows",
                  "data",
                  "train.files",
                  "judge",
                  "learn",
                  "head.fitted",
                  "task",
                  "nn.networks",
                  "nn",
                  "tensor",
                  "files")),
          Map.entry(
              "sound",
              Set.of(
                  "predict",
                  "survey",
                  "experiment",
                  "recipe",
                  "kinds",
                  "data.rows",
                  "data.files",
                  "data",
                  "task",
                  "tensor",
                  "files")),
          Map.entry(
              "report",
              Set.of(
                  "experiment",
                  "recipe",
                  "train",
                  "train.files",
                  "judge",
                  "learn",
                  "task",
                  "nn.networks",
                  "nn",
                  "tensor")),
          Map.entry(
              "bench",
              Set.of(
                  "recipe",
                  "data.tasks",
                  "data.characters",
                  "train",
                  "learn",
                  "task",
                  "nn.optim",
                  "nn.networks",
                  "nn",
                  "tensor",
                  "files")),
          Map.entry(
              "reproduce",
              Set.of(
                  "nn.optim",
                  "nn",
                  "experiment",
                  "recipe",
                  "data",
                  "train.files",
                  "judge",
                  "task",
                  "tensor",
                  "files")),
          Map.entry(
              "cli.output",
              Set.of(
                  "nn",
                  "bench",
                  "tables",
                  "encoders.onnx",
                  "predict",
                  "survey",
                  "experiment",
                  "recipe",
                  "data.rows",
                  "data",
                  "train",
                  "train.files",
                  "judge",
                  "task",
                  "tensor",
                  "files")),
          Map.entry(
              "cli.options",
              Set.of(
                  "cli.output",
                  "predict",
                  "survey",
                  "recipe",
                  "data.rows",
                  "train",
                  "tensor",
                  "files")),
          Map.entry(
              "cli",
              Set.of(
                  "data.rows",
                  "encoders.onnx",
                  "learn",
                  "nn",
                  "cli.options",
                  "cli.output",
                  "reproduce",
                  "bench",
                  "report",
                  "tables",
                  "tables.tasks",
                  "tables.files",
                  "predict",
                  "survey",
                  "experiment",
                  "recipe",
                  "kinds",
                  "data.characters",
                  "data",
                  "train",
                  "train.files",
                  "judge",
                  "task",
                  "tensor",
                  "files")));

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
