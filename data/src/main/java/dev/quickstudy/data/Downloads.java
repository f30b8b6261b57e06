package dev.quickstudy.data;

import dev.quickstudy.files.Hash;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Fetches public data sets and other published files. A file is in its place whole and checked, or
 * not at all.
 */
public final class Downloads {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BLOCK = 1 << 16;

  private Downloads() {}

  /**
   * A public data set.
   *
   * @param name what it is called in commands; its files go to a folder of this name
   * @param about one line
   */
  public record DataSet(String name, String about, String licence, List<RemoteFile> files) {
    public DataSet {
      files = List.copyOf(files);
    }
  }

  /**
   * A published file.
   *
   * @param path where it goes, below the folder of the data set or the cache
   * @param megabytes its size, about
   */
  public record RemoteFile(String path, URI address, double megabytes, Checksum checksum) {}

  /**
   * A public data set that must be put in its place by hand, since no sum is published that a
   * download could be checked against.
   *
   * @param name what recipes call it
   * @param about one line
   * @param path where its file is looked for, below the folder of all data sets
   * @param address where a browser finds it
   */
  public record ByHand(String name, String about, String licence, String path, URI address) {
    /** What to do. */
    public String advice() {
      return "put it there by hand: " + path + " below the data folder, from " + address;
    }
  }

  /**
   * What a file must hash to.
   *
   * @param algorithm {@code MD5} or {@code SHA-256}
   * @param hex hexadecimal, in lower case
   */
  public record Checksum(String algorithm, String hex) {
    /**
     * A checksum.
     *
     * @throws UsageException if the algorithm is another one
     */
    public Checksum {
      Checks.require(
          algorithm.equals("MD5") || algorithm.equals("SHA-256"),
          "a checksum must be by MD5 or SHA-256, but is by " + algorithm);
    }

    @Override
    public String toString() {
      return algorithm + " " + hex;
    }
  }

  /** Hears how far a download is; called after every block. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Hears that more of a file is here.
     *
     * @param file what is being fetched
     * @param bytes how much is here
     * @param total its size, −1 if the server does not say
     */
    void at(RemoteFile file, long bytes, long total);
  }

  /** All data sets that can be fetched. */
  public static List<DataSet> catalogue() {
    String omniglot = "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/";
    // MD5 sums, because these are the ones that other projects publish for the original archives.
    return List.of(
        new DataSet(
            "omniglot",
            "1,623 handwritten characters of 50 alphabets, 20 drawings of each (Lake et al. 2015)",
            "MIT",
            List.of(
                new RemoteFile(
                    "python/images_background.zip",
                    URI.create(omniglot + "images_background.zip"),
                    9.5,
                    new Checksum("MD5", "68d2efa1b9178cc56df9314c21c6e718")),
                new RemoteFile(
                    "python/images_evaluation.zip",
                    URI.create(omniglot + "images_evaluation.zip"),
                    6.5,
                    new Checksum("MD5", "6b91aef0f799c5bb55b94e3f2daec811")),
                new RemoteFile(
                    "python/one-shot-classification/all_runs.zip",
                    URI.create(omniglot + "one-shot-classification/all_runs.zip"),
                    0.4,
                    new Checksum(
                        "SHA-256",
                        "437c1eeab0af8484112e1b4cc0f3d541ec727f7c47b9b202da738af9dfd6c325")))),
        new DataSet(
            "mnist",
            "70,000 handwritten digits, 28×28 pixels (LeCun et al. 1998)",
            "CC BY-SA 3.0",
            List.of(
                digits("train-images-idx3-ubyte.gz", 9.9, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
                digits("train-labels-idx1-ubyte.gz", 0.03, "d53e105ee54ea40749a09fcbcd1e9432"),
                digits("t10k-images-idx3-ubyte.gz", 1.6, "9fb629c4189551a2d022fa330f9573f3"),
                digits("t10k-labels-idx1-ubyte.gz", 0.005, "ec29112dd5afa0611ce80d1b7f02629c"))));
  }

  /** A file of MNIST, whose first home asks programs not to fetch from it. */
  private static RemoteFile digits(String file, double megabytes, String md5) {
    URI mirror = URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/");
    return new RemoteFile(file, mirror.resolve(file), megabytes, new Checksum("MD5", md5));
  }

  /** All data sets that can be read, but not fetched. */
  public static List<ByHand> byHand() {
    return List.of(
        new ByHand(
            "cifar-fs",
            "photographs of 100 kinds of things, 32×32 pixels (Bertinetto et al. 2019)",
            "none stated",
            "cifar100/cifar100.zip",
            URI.create("https://drive.google.com/file/d/1pTsCCMDj45kzFYgrnO67BWVbKs48Q3NI")),
        new ByHand(
            "clinc150",
            "23,700 queries to a dialogue system in 150 intents (Larson et al. 2019)",
            "CC BY 3.0",
            "clinc150/data_full.json",
            URI.create("https://github.com/clinc/oos-eval/blob/master/data/data_full.json")),
        new ByHand(
            "banking77",
            "13,083 questions of a bank's customers in 77 intents (Casanueva et al. 2020)",
            "CC BY 4.0",
            "banking77/train.csv and banking77/test.csv",
            URI.create(
                "https://github.com/PolyAI-LDN/task-specific-datasets/tree/master/banking_data")),
        new ByHand(
            "fewrel",
            "11,200 sentences in 16 relations, FewRel's validation part (Han et al. 2018)",
            "MIT",
            "fewrel/val_wiki.json",
            URI.create("https://github.com/thunlp/FewRel/blob/master/data/val_wiki.json")),
        new ByHand(
            "fsdd",
            "3,000 recordings of spoken digits by 6 speakers, Free Spoken Digit Dataset (Jackson et al.)",
            "CC BY-SA 4.0",
            "fsdd/recordings.zip, an archive of the folder recordings",
            URI.create("https://github.com/Jakobovski/free-spoken-digit-dataset")));
  }

  /**
   * Fetches what is missing of a data set into {@code folder/name}. Files that are there already
   * are checked and kept.
   *
   * @throws DataException if a file cannot be fetched, or is not the published one; what was there
   *     before is untouched
   */
  public static void get(DataSet set, Path folder, Progress progress) {
    get(set.files(), folder.resolve(set.name()), progress);
  }

  /**
   * Fetches what is missing of some files into a folder. Those that are there already are checked
   * and kept.
   *
   * @throws DataException if a file cannot be fetched, or is not the published one; what was there
   *     before is untouched
   */
  public static void get(List<RemoteFile> files, Path folder, Progress progress) {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    for (RemoteFile file : files) {
      Path target = folder.resolve(file.path());
      if (Files.exists(target)) {
        checkPresent(file, target);
      } else {
        fetch(client, file, target, progress);
      }
    }
  }

  private static void checkPresent(RemoteFile file, Path target) {
    String actual;
    try (InputStream stream = Files.newInputStream(target)) {
      Hash hash = Hash.by(file.checksum().algorithm());
      hash.reading(stream).transferTo(OutputStream.nullOutputStream());
      actual = hash.hex();
    } catch (IOException e) {
      throw new DataException(target + " cannot be read", e);
    }
    if (!actual.equals(file.checksum().hex())) {
      throw new DataException(
          ("%s is there, but is not the published file: its %s is %s, expected %s;"
                  + " move it away to fetch it anew")
              .formatted(target, file.checksum().algorithm(), actual, file.checksum().hex()));
    }
  }

  private static void fetch(HttpClient client, RemoteFile file, Path target, Progress progress) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.createDirectories(target.getParent());
      try {
        String actual = stream(client, file, part, progress);
        if (!actual.equals(file.checksum().hex())) {
          throw new DataException(
              "%s is not the published file: its %s is %s, expected %s"
                  .formatted(
                      file.address(), file.checksum().algorithm(), actual, file.checksum().hex()));
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new DataException(file.address() + " could not be fetched to " + target, e);
    }
  }

  /** Writes what the server sends to a file and to the disk; gives its hash. */
  private static String stream(HttpClient client, RemoteFile file, Path part, Progress progress)
      throws IOException {
    HttpResponse<InputStream> response = ask(client, file.address());
    try (InputStream body = response.body();
        FileChannel channel =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      if (response.statusCode() != 200) {
        throw new IOException("the server answered with status " + response.statusCode());
      }
      long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      Hash hash = Hash.by(file.checksum().algorithm());
      byte[] block = new byte[BLOCK];
      long bytes = 0;
      for (int count = body.read(block); count >= 0; count = body.read(block)) {
        hash.add(block, count);
        for (ByteBuffer left = ByteBuffer.wrap(block, 0, count); left.hasRemaining(); ) {
          channel.write(left);
        }
        bytes += count;
        progress.at(file, bytes, total);
      }
      channel.force(true);
      return hash.hex();
    }
  }

  private static HttpResponse<InputStream> ask(HttpClient client, URI address) throws IOException {
    try {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
