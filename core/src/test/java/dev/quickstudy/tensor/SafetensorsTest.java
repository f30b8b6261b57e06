package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;
  private Path file;
  private Scope scope;

  @BeforeEach
  void open() {
    file = folder.resolve("a.safetensors");
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void tensorsOfAllTypesComeBackAsTheyWere() {
    float[] floats = {1.5f, -0f, Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 3e38f};
    double[] doubles = {Math.PI, -0.0, Double.MIN_VALUE, Double.MAX_VALUE};
    long[] longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE, 1L << 53 | 1};
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("floats", Tensor.of(floats, 2, 3));
    tensors.put("doubles", Tensor.of(doubles, 4));
    tensors.put("longs", Tensor.of(longs, 3, 1, 2));
    tensors.put("halves", Tensor.of(floats, 6).to(DType.BFLOAT16));

    Map<String, Tensor> read = writtenAndRead(tensors, Map.of()).tensors();

    assertThat(named("floats", read).type()).isEqualTo(DType.FLOAT32);
    assertThat(named("floats", read).shape()).containsExactly(2, 3);
    assertThat(named("floats", read).toFloats()).isEqualTo(floats);
    assertThat(named("doubles", read).type()).isEqualTo(DType.FLOAT64);
    assertThat(named("doubles", read).shape()).containsExactly(4);
    assertThat(named("doubles", read).toDoubles()).isEqualTo(doubles);
    assertThat(named("longs", read).type()).isEqualTo(DType.INT64);
    assertThat(named("longs", read).shape()).containsExactly(3, 1, 2);
    assertThat(named("longs", read).toLongs()).isEqualTo(longs);
    assertThat(named("halves", read).type()).isEqualTo(DType.BFLOAT16);
    assertThat(named("halves", read).toFloats())
        .isEqualTo(named("halves", tensors).toFloats())
        .contains(1.5f, Float.NaN, Float.NEGATIVE_INFINITY);
  }

  @Test
  void emptyTensorsAndScalarsComeBackAsTheyWere() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("scalar", Tensor.of(new double[] {7}));
    tensors.put("empty", Tensor.of(new float[0], 0));
    tensors.put("empty rows", Tensor.of(new long[0], 0, 5));
    tensors.put("no columns", Tensor.of(new double[0], 4, 0));

    Map<String, Tensor> read = writtenAndRead(tensors, Map.of()).tensors();

    assertThat(named("scalar", read).shape()).isEmpty();
    assertThat(named("scalar", read).item()).isEqualTo(7);
    assertThat(named("empty", read).shape()).containsExactly(0);
    assertThat(named("empty rows", read).shape()).containsExactly(0, 5);
    assertThat(named("empty rows", read).type()).isEqualTo(DType.INT64);
    assertThat(named("no columns", read).shape()).containsExactly(4, 0);
  }

  @Test
  void tensorsAndMetadataKeepTheirOrder() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String name : List.of("z", "a", "m", "empty", "B", "10", "9")) {
      tensors.put(name, Tensor.zeros(DType.FLOAT32, name.equals("empty") ? 0 : 3));
      metadata.put(name, "of " + name);
    }

    Safetensors.Content content = writtenAndRead(tensors, metadata);

    assertThat(content.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
    assertThat(content.metadata().keySet()).containsExactlyElementsOf(metadata.keySet());
  }

  @Test
  void anyTextCanBeANameOrMetadata() {
    String odd = "\"quoted\" \\ \n\t\u0000 größer 学 \ud83d\ude00";

    Safetensors.Content content =
        writtenAndRead(
            Map.of(odd, Tensor.zeros(DType.FLOAT32, 1)), Map.of(odd, odd, "", "", "json", "{}"));

    assertThat(content.tensors()).containsOnlyKeys(odd);
    assertThat(content.metadata()).isEqualTo(Map.of(odd, odd, "", "", "json", "{}"));
  }

  @Test
  void aFileMayHoldNothing() {
    Safetensors.Content content = writtenAndRead(Map.of(), Map.of());

    assertThat(content.tensors()).isEmpty();
    assertThat(content.metadata()).isEmpty();
  }

  @Test
  void aTransposedTensorIsWrittenRowByRow() {
    Tensor matrix = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

    Map<String, Tensor> all =
        writtenAndRead(Map.of("t", matrix.transpose(0, 1)), Map.of()).tensors();

    Tensor read = named("t", all);

    assertThat(read.shape()).containsExactly(3, 2);
    assertThat(read.toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void tensorsLongerThanOnePieceComeBackAsTheyWere() {
    double[] doubles = RandomKey.of(1).normals(100_001);
    float[] floats = new float[8192 * 2];
    long[] longs = new long[8193];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = i;
    }
    for (int i = 0; i < longs.length; i++) {
      longs[i] = -i;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("doubles", Tensor.of(doubles, 100_001));
    tensors.put("floats", Tensor.of(floats, 2, 8192));
    tensors.put("longs", Tensor.of(longs, 8193));

    Map<String, Tensor> read = writtenAndRead(tensors, Map.of()).tensors();

    assertThat(named("doubles", read).toDoubles()).isEqualTo(doubles);
    assertThat(named("floats", read).toFloats()).isEqualTo(floats);
    assertThat(named("longs", read).toLongs()).isEqualTo(longs);
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("x", Tensor.of(new float[] {1}, 1));
    tensors.put("y", Tensor.of(new long[] {-2}, 1, 1));

    Safetensors.write(file, tensors, Map.of("k", "v"));

    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"y\":{\"dtype\":\"I64\",\"shape\":[1,1],\"data_offsets\":[4,12]}}";
    int padded = (header.length() + 7) / 8 * 8;
    ByteBuffer bytes = ByteBuffer.allocate(8 + padded + 12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded).put(header.getBytes(StandardCharsets.UTF_8));
    while (bytes.position() < 8 + padded) {
      bytes.put((byte) ' ');
    }
    bytes.putFloat(1).putLong(-2);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes.array());
  }

  @Test
  void theHeaderMayNameTensorsInAnotherOrderThanTheirElements() throws IOException {
    String header =
        "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}  ";
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    bytes.putFloat(1).putFloat(2);
    Files.write(file, bytes.array());

    Map<String, Tensor> tensors = Safetensors.read(file).tensors();

    assertThat(tensors.keySet()).containsExactly("a", "b");
    assertThat(named("a", tensors).item()).isEqualTo(1);
    assertThat(named("b", tensors).item()).isEqualTo(2);
  }

  @Test
  void readTensorsBelongToTheCurrentScope() {
    Safetensors.write(file, Map.of("x", Tensor.zeros(DType.FLOAT32, 1)), Map.of());
    Tensor x;
    try (Scope inner = Scope.open()) {
      x = named("x", Safetensors.read(file).tensors());
      assertThat(inner.size()).isEqualTo(1);
      assertThat(x.item()).isZero();
    }

    assertThatThrownBy(x::item).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void readMapCannotBeChanged() {
    Safetensors.Content content = writtenAndRead(Map.of(), Map.of());

    assertThatThrownBy(() -> content.metadata().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> content.tensors().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aTensorCannotBeCalledMetadata() {
    Tensor tensor = Tensor.zeros(DType.FLOAT32, 1);

    assertThatThrownBy(() -> Safetensors.write(file, Map.of("__metadata__", tensor), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no tensor can be called __metadata__");
    assertThat(file).doesNotExist();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read " + file + ": it does not exist");
  }

  @Test
  @Timeout(20)
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeIsRefusedWithoutWaitingForItsWriter() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> Safetensors.read(pipe))
        .isInstanceOf(TensorException.class)
        .hasMessageContainingAll("pipe", "stream");
    assertThatThrownBy(() -> Safetensors.metadata(pipe)).isInstanceOf(TensorException.class);
  }

  @Test
  void aFolderIsNoFileToRead() {
    assertThatThrownBy(() -> Safetensors.read(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot read " + folder + ": ");
  }

  @Test
  void filesOfAnotherImplementationAreRead() throws Exception {
    Path reference =
        Path.of(
            Objects.requireNonNull(getClass().getResource("/reference/maml-sine-5step.safetensors"))
                .toURI());
    List<Path> files;
    try (Stream<Path> list = Files.list(reference.getParent())) {
      files = list.filter(path -> path.toString().endsWith(".safetensors")).toList();
    }
    assertThat(files).hasSizeGreaterThan(20);
    for (Path path : files) {
      try (Scope inner = Scope.open()) {
        Safetensors.Content content = Safetensors.read(path);

        assertThat(content.metadata()).as(path.toString()).containsKeys("network", "algorithm");
        assertThat(content.tensors()).as(path.toString()).isNotEmpty();
        assertThat(content.tensors().values())
            .as(path.toString())
            .allMatch(tensor -> tensor.allFinite())
            .anyMatch(tensor -> tensor.type() == DType.FLOAT64 && tensor.elements() > 1);

        Safetensors.write(file, content.tensors(), content.metadata());
        assertThat(Safetensors.read(file).metadata()).isEqualTo(content.metadata());
      }
    }
  }

  private Safetensors.Content writtenAndRead(
      Map<String, Tensor> tensors, Map<String, String> metadata) {
    Safetensors.write(file, tensors, metadata);
    return Safetensors.read(file);
  }

  private static Tensor named(String name, Map<String, Tensor> tensors) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
