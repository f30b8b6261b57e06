package dev.quickstudy.data.characters;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.NoDataFolderException;
import dev.quickstudy.data.characters.IdxPictures.Pair;
import dev.quickstudy.task.ClassPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MNIST: handwritten digits, grey pictures of 28×28 pixels (LeCun, Bottou, Bengio and Haffner 1998,
 * §III.A), read from the original IDX files, plain or compressed by gzip. Examples are {@code [1,
 * 28, 28]} as they are: ink 1, paper 0, as Omniglot and glyphs have it. The classes are {@code 0} …
 * {@code 9}.
 *
 * @param folder the data folder: it or its subfolder {@code mnist} holds {@code
 *     t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, and, if all 70,000 digits are
 *     wanted, the same that begin with {@code train}; each perhaps with {@code .gz}
 */
public record Mnist(Path folder) {
  /** What commands and folders call it. */
  public static final String NAME = "mnist";

  private static final int SIDE = 28;
  private static final int DIGITS = 10;

  /** Almost five times what all of MNIST takes. */
  private static final int MOST_BYTES = 1 << 28;

  /**
   * Reads what is there of both parts, that of training first; takes about a second.
   *
   * @throws DataException if files are missing, damaged or no pictures of digits, naming the file
   */
  public ClassPool digits() {
    Path place = find();
    List<Pair> pairs =
        Stream.of("train", "t10k").flatMap(part -> pair(place, part).stream()).toList();
    IdxPictures digits = IdxPictures.read("MNIST", pairs, MOST_BYTES);
    long[] shape = digits.exampleShape();
    if (shape[1] != SIDE || shape[2] != SIDE) {
      throw new DataException(
          "%s has pictures of %d×%d, but MNIST's have %d×%d"
              .formatted(pairs.get(0).pictures(), shape[1], shape[2], SIDE, SIDE));
    }
    int last = Integer.parseInt(digits.className(digits.classes() - 1));
    if (last >= DIGITS) {
      throw new DataException(
          "%s has a label %d, but MNIST's are 0 … %d".formatted(place, last, DIGITS - 1));
    }
    return digits;
  }

  private Path find() {
    if (!Files.isDirectory(folder)) {
      throw new NoDataFolderException(folder, "mnist");
    }
    return Stream.of(folder.resolve(NAME), folder)
        .filter(place -> file(place, "t10k", "images-idx3").isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "there is no t10k-images-idx3-ubyte.gz in %s or %s; get it with: quickstudy data get mnist"
                        .formatted(folder.resolve(NAME), folder)));
  }

  private static Optional<Path> file(Path place, String part, String what) {
    String name = part + "-" + what + "-ubyte";
    return Stream.of(name + ".gz", name)
        .map(place::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Both files of a part, or neither. */
  private static Optional<Pair> pair(Path place, String part) {
    Optional<Path> pictures = file(place, part, "images-idx3");
    Optional<Path> labels = file(place, part, "labels-idx1");
    if (pictures.isPresent() != labels.isPresent()) {
      throw new DataException(
          "%s is there, but not %s-%s; get it with: quickstudy data get mnist"
              .formatted(
                  pictures.or(() -> labels).orElseThrow(),
                  part,
                  pictures.isPresent() ? "labels-idx1-ubyte.gz" : "images-idx3-ubyte.gz"));
    }
    return pictures.flatMap(some -> labels.map(own -> new Pair(some, own)));
  }
}
