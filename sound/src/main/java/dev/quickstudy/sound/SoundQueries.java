package dev.quickstudy.sound;

import dev.quickstudy.data.files.ExampleFiles;
import dev.quickstudy.data.files.ExampleFiles.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Recordings to classify: files, folders and zip archives of them. Immutable. */
final class SoundQueries {
  private final List<One> all;
  private final List<String> said;

  /** A recording, and what is seen of it or why there is nothing. */
  private static final class One {
    final ExampleFiles.Example file;
    final float[] picture;
    final Optional<String> nothing;

    One(ExampleFiles.Example file, float[] picture, Optional<String> nothing) {
      this.file = file;
      this.picture = picture;
      this.nothing = nothing;
    }
  }

  private SoundQueries(List<One> all, List<String> said) {
    this.all = all;
    this.said = List.copyOf(said);
  }

  /**
   * Reads recordings.
   *
   * @param classes that they can be of
   * @throws dev.quickstudy.data.DataException if there are none, or one cannot be read
   */
  public static SoundQueries read(List<Path> paths, Collection<String> classes, SoundView view) {
    try (ExampleFiles files = ExampleFiles.toClassify(paths, Kind.SOUNDS, classes)) {
      HeardCounts counts = new HeardCounts(view);
      List<One> all =
          files.read(
              Kind.SOUNDS,
              1,
              file -> {
                Recording recording = WavReader.read(file.called(), file.bytes(Kind.SOUNDS));
                counts.add(recording);
                Optional<String> nothing = recording.silence();
                return new One(
                    file, nothing.isPresent() ? new float[0] : view.of(recording), nothing);
              });
      List<String> said = new ArrayList<>(counts.said());
      said.addAll(files.said());
      return new SoundQueries(all, said);
    }
  }

  /** How many. */
  public int count() {
    return all.size();
  }

  /** The file of a recording, or its archive and entry. */
  public String file(int index) {
    return all.get(index).file.called();
  }

  /** The folder that tells the class of a recording, which may be of no known one. */
  public Optional<String> truth(int index) {
    return all.get(index).file.className();
  }

  /** Why nothing is to be heard in a recording; empty where there is something. */
  public Optional<String> nothing(int index) {
    return all.get(index).nothing;
  }

  /** What is seen of a recording in which something is to be heard, row by row. */
  public float[] picture(int index) {
    return all.get(index).picture.clone();
  }

  /** What was not heard as it is and what was passed over, for people. */
  public List<String> said() {
    return said;
  }
}
