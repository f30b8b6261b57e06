package dev.quickstudy.encoders.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Downloads.Checksum;
import dev.quickstudy.data.Downloads.RemoteFile;
import dev.quickstudy.files.Hash;
import dev.quickstudy.tensor.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownEncodersTest {
  private static final byte[] CONTENT = new byte[100_000];
  private static final String SHA = Hash.sha256().add(CONTENT, CONTENT.length).hex();

  @TempDir Path cache;
  private HttpServer server;
  private int requests;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/file", 200, 0);
    answer("/missing", 404, 0);
    answer("/cut", 200, 1);
    server.start();
  }

  private void answer(String path, int status, int lacking) {
    server.createContext(
        path,
        exchange -> {
          requests++;
          try (exchange) {
            exchange.sendResponseHeaders(status, CONTENT.length + lacking);
            exchange.getResponseBody().write(CONTENT);
          }
        });
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private KnownEncoders.Entry entry(String path, String sha256) {
    URI address = URI.create("http://localhost:" + server.getAddress().getPort() + path);
    RemoteFile file =
        new RemoteFile("encoders/toy.onnx", address, 0.1, new Checksum("SHA-256", sha256));
    return new KnownEncoders.Entry(
        "toy",
        "a toy",
        "photographs",
        "x",
        "none",
        List.of(),
        List.of(),
        "y",
        "MIT",
        CONTENT.length,
        file);
  }

  private void fails(KnownEncoders.Entry entry, String message) {
    assertThatThrownBy(() -> entry.get(cache, (file, bytes, total) -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  private void nothingIsLeft() throws IOException {
    try (var files = Files.walk(cache)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void getKeepsAFileThatIsThere() {
    KnownEncoders.Entry entry = entry("/file", SHA);
    assertThat(entry.isIn(cache)).isFalse();
    Path file = entry.get(cache, (what, bytes, total) -> {});
    assertThat(entry.get(cache, (what, bytes, total) -> {})).isEqualTo(file);
    assertThat(file).isEqualTo(cache.resolve("encoders/toy.onnx")).hasBinaryContent(CONTENT);
    assertThat(entry.isIn(cache)).isTrue();
    assertThat(requests).isEqualTo(1);
  }

  @Test
  void getLeavesNothingOfAnotherFile() throws IOException {
    fails(entry("/file", "00"), "is not the published file");
    nothingIsLeft();
  }

  @Test
  void getLeavesNothingOfACutOrRefusedAnswerAndCanBeRepeated() throws IOException {
    fails(entry("/cut", SHA), "/cut could not be fetched");
    fails(entry("/missing", SHA), "/missing could not be fetched");
    nothingIsLeft();
    assertThat(entry("/file", SHA).get(cache, (file, bytes, total) -> {})).exists();
  }

  @Test
  void getRefusesAnotherFileInItsPlace() throws IOException {
    KnownEncoders.Entry entry = entry("/file", SHA);
    Files.createDirectories(cache.resolve("encoders"));
    Files.writeString(entry.in(cache), "mine");
    fails(entry, "move it away");
    assertThat(entry.in(cache)).hasContent("mine");
    assertThat(requests).isZero();
  }

  @Test
  void getSaysWhereAFolderCannotBeMade() throws IOException {
    Files.writeString(cache.resolve("encoders"), "a file, no folder");
    fails(entry("/file", SHA), "could not be fetched to");
  }

  @Test
  void namedNamesTheNearest() {
    assertThat(KnownEncoders.named("efficientnet-lite0").bytes()).isEqualTo(18_630_116);
    assertThatThrownBy(() -> KnownEncoders.named("efficientnet-light0"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("did you mean 'efficientnet-lite0'?");
  }

  @Test
  void allHaveOwnNamesAndWholeDigests() {
    List<KnownEncoders.Entry> all = KnownEncoders.all();
    Set<String> seen = new HashSet<>();
    for (KnownEncoders.Entry entry : all) {
      assertThat(seen.add(entry.name())).isTrue();
      assertThat(seen.add(entry.file().checksum().hex())).isTrue();
      assertThat(entry.file().checksum().hex()).matches("[0-9a-f]{64}");
      assertThat(entry.file().address()).hasScheme("https");
    }
  }
}
