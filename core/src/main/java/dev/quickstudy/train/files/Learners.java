package dev.quickstudy.train.files;

import dev.quickstudy.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where learners are found that saved tasks name by {@link LearnerFile#digest}. */
@FunctionalInterface
public interface Learners {
  /**
   * The learner of a digest; empty if it is not here. It may be one that was found before, so that
   * many tasks share its tensors.
   *
   * @param digest 64 hexadecimal digits
   */
  Optional<LearnerFile> find(String digest);

  /** Nowhere. */
  static Learners none() {
    return digest -> Optional.empty();
  }

  /** These. */
  static Learners of(LearnerFile... learners) {
    List<LearnerFile> all = List.of(learners);
    return digest -> all.stream().filter(one -> one.digest().equals(digest)).findFirst();
  }

  /**
   * The learner files in a folder: {@code DIGEST.safetensors}, or else any file with that digest.
   * Each call reads the file anew, into the current scope.
   *
   * @throws java.io.UncheckedIOException if the folder cannot be read, when a learner is looked for
   */
  static Learners in(Path folder) {
    return digest -> {
      Path named = folder.resolve(digest + ".safetensors");
      if (Files.isRegularFile(named)) {
        return Optional.of(LearnerFile.read(named)).filter(one -> one.digest().equals(digest));
      }
      try (var files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          if (Files.isRegularFile(file)
              && TensorFile.digest(file, LearnerFile.KIND).equals(Optional.of(digest))) {
            return Optional.of(LearnerFile.read(file));
          }
        }
        return Optional.empty();
      } catch (IOException e) {
        throw AtomicFile.failure("read", folder, e);
      }
    };
  }
}
