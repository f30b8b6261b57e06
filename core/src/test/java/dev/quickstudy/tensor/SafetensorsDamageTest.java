package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no safetensors files, or no longer. */
class SafetensorsDamageTest {
  private static final int MUTATIONS = 4_000;

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

  /** Headers in front of eight bytes of elements; single quotes stand for double ones. */
  static Stream<Arguments> wrongHeaders() {
    String x = "'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}";
    String y = "'y':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}";
    return Stream.of(
        arguments("", "the header must be one JSON object"),
        arguments("[]", "the header must be one JSON object"),
        arguments("  {" + x + "," + y + "}", "the header must be one JSON object"),
        arguments("{" + x + "," + y, "the header is not valid JSON: Unexpected end-of-input"),
        arguments("{" + x + "," + y + "} {}", "the header is not valid JSON: Trailing token"),
        arguments("{" + x + " " + y + "}", "the header is not valid JSON: Unexpected character"),
        arguments(
            "{" + x + "," + x + "}",
            "the header is not valid JSON: Duplicate Object property \"x\""),
        arguments(
            "{'__metadata__':{'a':'b','a':'c'}," + x + "," + y + "}",
            "the header is not valid JSON: Duplicate Object property \"a\""),
        arguments(
            "{'x':{'dtype':'F32','dtype':'F64','shape':[1],'data_offsets':[0,8]}}",
            "the header is not valid JSON: Duplicate Object property \"dtype\""),
        arguments(
            "{'__metadata__':'text'," + x + "," + y + "}",
            "__metadata__ must be an object of strings"),
        arguments(
            "{'__metadata__':{'step':7}," + x + "," + y + "}",
            "__metadata__ must be an object of strings, but step is none"),
        arguments("{'x':7}", "tensor x must have exactly dtype"),
        arguments("{'x':{'shape':[2],'data_offsets':[0,8]}}", "tensor x must have exactly dtype"),
        arguments(
            "{'x':{'dtype':5,'shape':[2],'data_offsets':[0,8]}}",
            "tensor x must have exactly dtype"),
        arguments(
            "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':1}}",
            "tensor x must have exactly dtype"),
        arguments(
            "{'x':{'dtype':'F16','shape':[4],'data_offsets':[0,8]}}",
            "tensor x has dtype F16, but only F32, F64, BF16 and I64 can be read"),
        arguments(
            "{'x':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}",
            "tensor x must have shape, a list of whole numbers"),
        arguments(
            "{'x':{'dtype':'F32','shape':[2],'offsets':[0,8]}}",
            "tensor x must have data_offsets, a list of whole numbers"),
        arguments(
            "{'x':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}",
            "tensor x has -2 in its shape, not a whole number"),
        arguments(
            "{'x':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}",
            "tensor x has 2.0 in its shape, not a whole number"),
        arguments(
            "{'x':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}}",
            "tensor x has \"2\" in its shape, not a whole number"),
        arguments(
            "{'x':{'dtype':'F32','shape':[9223372036854775808],'data_offsets':[0,8]}}",
            "tensor x has 9223372036854775808 in its shape, not a whole number"),
        arguments(
            "{'x':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}}",
            "tensor x of shape [4294967296, 4294967296] is too large"),
        arguments(
            "{'x':{'dtype':'F32','shape':[0,4294967296,4294967296],'data_offsets':[0,0]}}",
            "tensor x of shape [0, 4294967296, 4294967296] is too large"),
        arguments(
            "{'x':{'dtype':'F32','shape':[3000000000],'data_offsets':[0,12000000000]}}",
            "tensor x of shape [3000000000] is too large"),
        arguments(
            "{'x':{'dtype':'F32','shape':[" + "1,".repeat(64) + "2],'data_offsets':[0,8]}}",
            "tensor x has shape of 65 numbers, more than 64"),
        arguments(
            "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,4,8]}}",
            "tensor x has data_offsets [0, 4, 8], not [begin, end]"),
        arguments(
            "{'x':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}",
            "tensor x has data_offsets [8, 0], not [begin, end]"),
        arguments(
            "{'x':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}",
            "tensor x has -8 in its data_offsets, not a whole number"),
        arguments(
            "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}",
            "tensor x has data_offsets [0, 8], 8 bytes, but F32 of shape [3] needs 12"),
        arguments(
            "{'x':{'dtype':'F64','shape':[2],'data_offsets':[0,8]}}",
            "tensor x has data_offsets [0, 8], 8 bytes, but F64 of shape [2] needs 16"),
        arguments(
            "{'x':{'dtype':'F64','shape':[2],'data_offsets':[0,16]}}",
            "tensor x ends at byte 16, but after the header there are only 8"),
        arguments(
            "{'x':{'dtype':'F64','shape':[1],'data_offsets':[800,808]}}",
            "tensor x ends at byte 808, but after the header there are only 8"),
        arguments(
            "{" + x + ",'y':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}",
            "tensor y starts at byte 0, within tensor x, which ends at 4"),
        arguments(
            "{" + x + ",'y':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}}",
            "tensor y starts at byte 2, within tensor x, which ends at 4"),
        arguments(
            "{'first':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                + "'empty':{'dtype':'F32','shape':[0],'data_offsets':[4,4]}}",
            "tensor empty starts at byte 4, within tensor first, which ends at 8"),
        arguments(
            "{" + y + "}",
            "tensor y starts at byte 4, but the header ends at 0, which leaves a gap"),
        arguments(
            "{'x':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}," + y + "}",
            "tensor y starts at byte 4, but tensor x ends at 0, which leaves a gap"),
        arguments("{" + x + "}", "after the last tensor there are 4 bytes that belong to none"),
        arguments("{}", "after the last tensor there are 8 bytes that belong to none"),
        arguments(
            "{'two\\nlines':{'dtype':'X','shape':[2],'data_offsets':[0,8]}}",
            "tensor two?lines has dtype X,"));
  }

  @ParameterizedTest
  @MethodSource("wrongHeaders")
  void aWrongHeaderIsRefusedWithItsFileAndTensor(String header, String message) throws IOException {
    write(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), new byte[8]);

    assertRefused(message);
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    Files.write(file, new byte[0]);

    assertRefused("a safetensors file starts with 8 bytes of length, but here are only 0");
  }

  @Test
  void aFileOfSevenBytesIsRefused() throws IOException {
    Files.write(file, new byte[7]);

    assertRefused("a safetensors file starts with 8 bytes of length, but here are only 7");
  }

  @Test
  void aHeaderLongerThanTheFileIsRefused() throws IOException {
    Files.write(file, lengthThen(10, "{}".getBytes(StandardCharsets.UTF_8)));

    assertRefused("the header should have 10 bytes, but the file has only 2 after the length");
  }

  @Test
  void readRefusesAHeaderOfMoreThan16Megabytes() throws IOException {
    Files.write(file, lengthThen(16_000_001, new byte[2]));

    assertRefused("the header would have 16000001 bytes, more than the most allowed, 16 MB");
  }

  @Test
  void readRefusesTooManyTensorsAtOnce() throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i <= 65_537; i++) {
      header.append("\"t").append(i).append("\":{\"dtype\":\"F32\",\"shape\":[0],");
      header.append("\"data_offsets\":[0,0]},");
    }
    write(header.toString().getBytes(StandardCharsets.UTF_8), new byte[0]);

    assertRefused("the header describes more than the most tensors allowed, 65536");
  }

  @Test
  void readRefusesTooManyNamesAtOnce() throws IOException {
    write(
        ("{\"__metadata__\":{" + numbered("\"%d\":\"\",", 400_000))
            .getBytes(StandardCharsets.UTF_8),
        new byte[0]);

    assertRefused("the header has more than the most names allowed, 393216");
  }

  /** The worst that the limits let through takes no longer than a moment. */
  @Test
  @Timeout(10)
  void readRefusesTheLargestHeadersSoon() throws IOException {
    List<String> worst =
        List.of(
            "{" + "\"\":0,\"\\u0000\":".repeat(1_000_000),
            "{\"x\":[" + "9".repeat(15_900_000),
            "{\"x\":{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(7_900_000),
            "{\"__metadata__\":{" + "\"a\":\"b\",".repeat(1_700_000),
            "{" + numbered("\"%d\":0,", 1_500_000),
            "{\"__metadata__\":{" + numbered("\"%d\":\"\",", 1_300_000) + "\"x\":\"\"}} ");
    for (String header : worst) {
      write(header.getBytes(StandardCharsets.UTF_8), new byte[8]);
      assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(TensorException.class);
    }
  }

  private static String numbered(String pattern, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(pattern.replace("%d", Integer.toString(i)));
    }
    return text.toString();
  }

  @Test
  void aHeaderOfANegativeLengthIsRefused() throws IOException {
    Files.write(file, lengthThen(-1, new byte[2]));

    assertRefused("the header would have 18446744073709551615 bytes");
  }

  @Test
  void aHeaderInAnotherEncodingIsRefused() throws IOException {
    write("{}".getBytes(StandardCharsets.UTF_16LE), new byte[0]);
    assertRefused("the header is not valid JSON");

    write(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, new byte[0]);
    assertRefused("the header is not UTF-8");
  }

  @Test
  void aPictureIsRefused() throws IOException {
    Files.write(file, new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0});

    assertRefused("this is no safetensors file");
  }

  @Test
  void nestingWithoutEndIsRefused() throws IOException {
    write(("{\"x\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8), new byte[0]);

    assertRefused("the header is not valid JSON");
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] whole = sample();
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> Safetensors.read(file))
          .as("cut after %d bytes", length)
          .isInstanceOf(TensorException.class)
          .hasMessageStartingWith(file + ": ");
    }
  }

  @Test
  void aFileWithOneByteMoreIsRefused() throws IOException {
    byte[] whole = sample();
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));

    assertRefused("after the last tensor there are 1 bytes that belong to none");
  }

  /**
   * Whatever happens to a file's bytes, it is read or refused, and never with a flood of memory.
   */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] whole = sample();
    RandomKey key = RandomKey.of(2026);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = damaged(whole, key.fold(i).stream());
      Files.write(file, damaged);
      try (Scope inner = Scope.open()) {
        Safetensors.Content content = Safetensors.read(file);
        long bytes = 0;
        for (Tensor tensor : content.tensors().values()) {
          bytes += tensor.elements() * tensor.type().bytes();
        }
        assertThat(bytes).isLessThan(damaged.length);
        read++;
      } catch (TensorException | UncheckedIOException e) {
        assertThat(e).hasMessageStartingWith(file + ": ");
        assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1);
        refused++;
      } catch (Throwable e) {
        throw new AssertionError(
            "mutation " + i + " of the sample was neither read nor refused", e);
      }
    }
    assertThat(read).isGreaterThan(MUTATIONS / 20);
    assertThat(refused).isGreaterThan(MUTATIONS / 4);
  }

  private static byte[] damaged(byte[] whole, RandomKey.Stream random) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : whole) {
      bytes.add(b);
    }
    int changes = 1 + random.below(3);
    for (int i = 0; i < changes && !bytes.isEmpty(); i++) {
      int at = random.below(bytes.size());
      switch (random.below(6)) {
        case 0 -> bytes.set(at, (byte) random.bits());
        case 1 -> bytes.set(at, (byte) (bytes.get(at) ^ 1 << random.below(8)));
        case 2 -> bytes.set(at, (byte) "0123456789-.,:{}[]\" eE".charAt(random.below(22)));
        case 3 -> bytes.add(at, (byte) "0123456789".charAt(random.below(10)));
        case 4 -> bytes.remove(at);
        default -> {
          int to = Math.min(bytes.size(), at + 1 + random.below(40));
          List<Byte> part = List.copyOf(bytes.subList(at, to));
          bytes.addAll(random.below(bytes.size()), part);
        }
      }
    }
    byte[] result = new byte[bytes.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = bytes.get(i);
    }
    return result;
  }

  private byte[] sample() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("weight", Tensor.of(RandomKey.of(3).normals(12), 3, 4));
    tensors.put("bias", Tensor.of(new float[] {1, 2, 3}, 3));
    tensors.put("empty", Tensor.of(new float[0], 0, 2));
    tensors.put("step", Tensor.of(new long[] {41}));
    Safetensors.write(file, tensors, Map.of("format", "sample"));
    return Files.readAllBytes(file);
  }

  private void write(byte[] header, byte[] elements) throws IOException {
    byte[] bytes = Arrays.copyOf(header, header.length + elements.length);
    System.arraycopy(elements, 0, bytes, header.length, elements.length);
    Files.write(file, lengthThen(header.length, bytes));
  }

  private static byte[] lengthThen(long length, byte[] bytes) {
    return ByteBuffer.allocate(8 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(bytes)
        .array();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(TensorException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
  }
}
