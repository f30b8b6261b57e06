package dev.quickstudy.sound;

import dev.quickstudy.predict.Queries;
import dev.quickstudy.predict.SupportSet;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Recordings: a folder of folders of classes, or a zip archive of such, to learn from; WAV files,
 * folders of them and folders of classes, and archives of such, to classify.
 *
 * @param opening opens what the run's learner sees of a recording
 */
public record SoundFiles(Supplier<SoundView> opening, DataLocations locations)
    implements UserFiles {
  @Override
  public String one() {
    return "recording";
  }

  @Override
  public SupportSet support(Path path, List<String> known) {
    try (SoundView view = opening.get()) {
      SoundCollection sounds = SoundCollection.toLearn(path, known.isEmpty() ? 2 : 1, view);
      locations.listener().say(sounds.summary());
      return SupportSet.of(sounds.pool());
    }
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    SoundQueries found;
    try (SoundView view = opening.get()) {
      found = SoundQueries.read(paths, classes, view);
    }
    Queries.say(locations, found.said());
    Queries queries = new Queries();
    for (int i = 0; i < found.count(); i++) {
      Queries.requireKnown(found.file(i), found.truth(i), classes);
      if (found.nothing(i).isPresent()) {
        queries.addUnknown(found.file(i), found.truth(i), found.nothing(i).get());
      } else {
        queries.add(found.file(i), found.truth(i), found.picture(i));
      }
    }
    return queries;
  }
}
