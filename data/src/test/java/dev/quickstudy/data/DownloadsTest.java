package dev.quickstudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quickstudy.data.Downloads.Checksum;
import dev.quickstudy.data.Downloads.DataSet;
import dev.quickstudy.data.Downloads.RemoteFile;
import dev.quickstudy.files.Hash;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
  private static final byte[] CONTENT = new byte[200_000];
  private static final String SHA = Hash.sha256().add(CONTENT, CONTENT.length).hex();
  private static final String MD5 = Hash.by("MD5").add(CONTENT, CONTENT.length).hex();

  @TempDir Path folder;
  private HttpServer server;
  private int requests;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/file", exchange -> answer(exchange, 200, CONTENT.length));
    server.createContext("/moved", exchange -> redirect(exchange, "/file"));
    server.createContext("/missing", exchange -> answer(exchange, 404, CONTENT.length));
    server.createContext("/short", exchange -> answer(exchange, 200, CONTENT.length + 1));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange, int status, long announced) throws IOException {
    requests++;
    try (exchange;
        OutputStream body = exchange.getResponseBody()) {
      exchange.sendResponseHeaders(status, announced);
      body.write(CONTENT);
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(302, -1);
    }
  }

  private DataSet set(String path, String algorithm, String hash) {
    URI address = URI.create("http://localhost:" + server.getAddress().getPort() + path);
    RemoteFile file = new RemoteFile("inner/data.zip", address, 0.2, new Checksum(algorithm, hash));
    return new DataSet("toy", "a toy", "MIT", List.of(file));
  }

  private Path target() {
    return folder.resolve("toy/inner/data.zip");
  }

  private static void ignore(RemoteFile file, long bytes, long total) {}

  @Test
  void aFileIsFetchedCheckedAndReported() throws IOException {
    List<Long> progress = new ArrayList<>();

    Downloads.get(
        set("/file", "SHA-256", SHA),
        folder,
        (file, bytes, total) -> {
          assertThat(total).isEqualTo(CONTENT.length);
          progress.add(bytes);
        });

    assertThat(target()).hasBinaryContent(CONTENT);
    assertThat(progress).isSorted().endsWith((long) CONTENT.length);
    onlyTheTargetIsThere();
  }

  @Test
  void redirectsAreFollowedAndMd5SumsWillDo() {
    Downloads.get(set("/moved", "MD5", MD5), folder, DownloadsTest::ignore);

    assertThat(target()).hasBinaryContent(CONTENT);
  }

  @Test
  void aFileThatIsThereIsNotFetchedAgain() {
    DataSet set = set("/file", "MD5", MD5);
    Downloads.get(set, folder, DownloadsTest::ignore);
    Downloads.get(set, folder, DownloadsTest::ignore);

    assertThat(requests).isEqualTo(1);
  }

  @Test
  void aWrongChecksumIsRefusedWithBothValues() throws IOException {
    String wrong = "0".repeat(64);

    refused(set("/file", "SHA-256", wrong), "its SHA-256 is " + SHA + ", expected " + wrong);
    nothingIsThere();
  }

  @Test
  void anotherFileInTheWayIsNamedAndKept() throws IOException {
    TestFiles.write(target(), new byte[] {1, 2, 3});

    refused(set("/file", "SHA-256", SHA), target() + " is there, but is not the published file");
    assertThat(target()).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(requests).isEqualTo(0);
  }

  @Test
  void aBodyCutShortLeavesNothing() throws IOException {
    refused(set("/short", "SHA-256", SHA), "/short could not be fetched to " + target());
    nothingIsThere();
  }

  @Test
  void aMissingFileLeavesNothing() throws IOException {
    refused(set("/missing", "SHA-256", SHA), "the server answered with status 404");
    nothingIsThere();
  }

  @Test
  void aServerThatIsNotThereLeavesNothing() throws IOException {
    DataSet set = set("/file", "SHA-256", SHA);
    server.stop(0);

    refused(set, "could not be fetched");
    nothingIsThere();
  }

  @Test
  void theCatalogueHasOmniglotWhereTheReaderLooksForIt() {
    DataSet omniglot = Downloads.catalogue().get(0);

    assertThat(omniglot.name()).isEqualTo("omniglot");
    assertThat(omniglot.files())
        .extracting(RemoteFile::path)
        .containsExactly(
            "python/images_background.zip",
            "python/images_evaluation.zip",
            "python/one-shot-classification/all_runs.zip");
  }

  @Test
  void theCatalogueHasMnistWhereTheReaderLooksForIt() {
    DataSet mnist = Downloads.catalogue().get(1);

    assertThat(mnist.name()).isEqualTo("mnist");
    assertThat(mnist.files())
        .extracting(RemoteFile::path)
        .containsExactly(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz");
    assertThat(mnist.files())
        .allMatch(file -> file.address().toString().endsWith("/mnist/" + file.path()));
  }

  private void refused(DataSet set, String message) {
    assertThatThrownBy(() -> Downloads.get(set, folder, DownloadsTest::ignore))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  private void nothingIsThere() throws IOException {
    assertThat(files()).isEmpty();
  }

  private void onlyTheTargetIsThere() throws IOException {
    assertThat(files()).containsExactly(target());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
