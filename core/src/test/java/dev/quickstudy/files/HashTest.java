package dev.quickstudy.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** Expected values are those of FIPS 180-4 and RFC 1321. */
class HashTest {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void bytesAndStreamsGiveTheSameHash() throws IOException {
    byte[] abc = "abc".getBytes(UTF_8);
    assertThat(Hash.sha256().add(abc).hex()).isEqualTo(ABC);
    assertThat(Hash.sha256().add("abcdef".getBytes(UTF_8), 3).hex()).isEqualTo(ABC);
    Hash read = Hash.sha256();
    try (InputStream in = read.reading(new ByteArrayInputStream(abc))) {
      assertThat(in.readAllBytes()).isEqualTo(abc);
    }
    assertThat(read.hex()).isEqualTo(ABC);
    Hash written = Hash.sha256();
    try (OutputStream out = written.written()) {
      out.write(abc);
    }
    assertThat(written.hex()).isEqualTo(ABC);
    assertThat(Hash.by("MD5").add(abc).hex()).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
  }

  @Test
  void addOfATextEndsItWithAZeroByte() {
    assertThat(Hash.fingerprint("ab").add("c").hex())
        .isEqualTo(Hash.sha256().add("ab\0c\0".getBytes(UTF_8)).hex())
        .isNotEqualTo(Hash.fingerprint("a").add("bc").hex());
  }

  @Test
  void byAnUnknownAlgorithmIsRefused() {
    assertThatThrownBy(() -> Hash.by("CRC"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no hash called CRC");
  }
}
