package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Meta-gradients, losses and predictions against those of an independent implementation, case by
 * case: the copy among the test resources, or the folder that {@code -Dquickstudy.reference=DIR}
 * names.
 */
class ReferenceTest extends ScopedTest {
  private static int checked;
  private static int unsupported;
  private static final Set<String> UNSUPPORTED = new TreeSet<>();

  @BeforeAll
  static void startCounting() {
    checked = 0;
    unsupported = 0;
    UNSUPPORTED.clear();
  }

  @AfterAll
  static void printTheCount() {
    System.out.println(
        "reference: "
            + checked
            + " checked, "
            + unsupported
            + " not yet supported: "
            + String.join(", ", UNSUPPORTED));
  }

  static List<Path> files() throws IOException, URISyntaxException {
    String named = System.getProperty("quickstudy.reference", "");
    Path folder = named.isEmpty() ? resources() : Path.of(named);
    // Modules are tested in their own folder; a relative name may be meant from the project's root.
    Path fromRoot = Path.of("..").resolve(folder);
    return casesIn(Files.isDirectory(folder) ? folder : fromRoot);
  }

  private static Path resources() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(ReferenceTest.class.getResource("/reference")).toURI());
  }

  private static List<Path> casesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> cases =
          files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
      assertThat(cases).as("*.safetensors files in %s", folder.toAbsolutePath()).isNotEmpty();
      return cases;
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theNumbersAgreeWithTheReference(Path file) {
    ReferenceCase reference = ReferenceCase.read(file);
    Algorithm<?> algorithm = reference.algorithm().orElse(null);
    if (algorithm == null) {
      unsupported++;
      UNSUPPORTED.add(reference.algorithmName());
      abort(reference.algorithmName() + " is not yet supported");
      return;
    }
    checked++;
    List<ReferenceCase.Deviation> deviations = reference.deviations(algorithm);
    assertThat(deviations).isNotEmpty();
    assertThat(deviations).filteredOn(ReferenceCase.Deviation::tooGreat).isEmpty();
  }

  @Test
  void anExpectationThatIsOffByAMillionthIsFound(@TempDir Path folder)
      throws IOException, URISyntaxException {
    List<Path> supported = new ArrayList<>();
    for (Path file : casesIn(resources())) {
      try (Scope scope = Scope.open()) {
        ReferenceCase reference = ReferenceCase.read(file);
        if (reference.algorithm().isPresent()) {
          supported.add(file);
          assertThatEveryPerturbationIsFound(reference, folder.resolve("perturbed.safetensors"));
        }
      }
    }
    assertThat(supported).hasSizeGreaterThanOrEqualTo(10);
  }

  /** Perturbs each expected tensor in turn. */
  private static void assertThatEveryPerturbationIsFound(ReferenceCase reference, Path copy) {
    Algorithm<?> algorithm = reference.algorithm().orElseThrow();
    for (ReferenceCase.Deviation found : reference.deviations(algorithm)) {
      Tensor expected = reference.tensors().get(found.name());
      if (ReferenceCase.norm(expected) < ReferenceCase.TOLERANCE) {
        // Compared absolutely: a millionth of nearly nothing is within the tolerance.
        continue;
      }
      Map<String, Tensor> perturbed = new LinkedHashMap<>(reference.tensors().asMap());
      perturbed.put(found.name(), expected.times(1 + 1e-6));
      Safetensors.write(copy, perturbed, reference.metadata());
      try (Scope scope = Scope.open()) {
        assertThat(ReferenceCase.read(copy).deviations(algorithm))
            .filteredOn(ReferenceCase.Deviation::tooGreat)
            .extracting(ReferenceCase.Deviation::name)
            .containsExactly(found.name());
      }
    }
  }
}
