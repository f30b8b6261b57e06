package dev.quickstudy.sound;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.files.ExampleFiles;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.survey.ClassCut;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.survey.NearDuplicates;
import dev.quickstudy.survey.Summary;
import dev.quickstudy.survey.Survey;
import dev.quickstudy.survey.UntrainedLearner;
import dev.quickstudy.task.ClassPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Folders of recordings, a folder a class. */
final class SoundKind implements Kind {
  private static final NamePattern NAMES = new NamePattern("{class}/{file}");

  /** What a first recipe sees of a recording. */
  private static final Spectrogram SEEN = new Spectrogram(16000, 32, 32, 40, 30);

  /** Much of two short recordings is the same silence. */
  private static final double NEAR = 0.999;

  private static final String LIKE = "fsdd-digits-5way-1shot-protonet";

  @Override
  public String word() {
    return "sounds";
  }

  @Override
  public String one() {
    return "recording";
  }

  @Override
  public boolean reads(String fileName) {
    return ExampleFiles.Kind.SOUNDS.reads(
        fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean takes(Input input) {
    return input instanceof Input.Sound || input instanceof Input.Samples;
  }

  @Override
  public Survey survey(Path path, int threads, RowOptions options) {
    SoundCollection sounds = SoundCollection.read(path, NAMES, "class", SEEN);
    ClassPool pool = sounds.pool();
    Map<String, Integer> classes = new TreeMap<>();
    for (int way = 0; way < pool.classes(); way++) {
      classes.put(pool.className(way), pool.size(way));
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("read", sounds.summary());
    List<String> warnings =
        NearDuplicates.among(
            pool, NEAR, (way, i) -> "recording %d of %s".formatted(i + 1, pool.className(way)));
    return new Survey(
        path, this, classes, facts, Summary.of(pool, classes.values()), Map.of(), warnings);
  }

  @Override
  public Recipe draft(Survey survey) {
    ClassCut cut = ClassCut.of(survey);
    List<String> changes = new ArrayList<>(cut.tasks(5));
    changes.addAll(Draft.minutes());
    changes.add(
        "training.optimizer.rate={kind: constant, value: 0.001}"); // the length is not known before
    return Draft.from(
        survey,
        LIKE,
        "Prototypical networks (Snell et al. 2017) on recordings",
        ("{kind: spec-augment, of: {kind: sounds, path: %s, names: '{class}/{file}', classes:"
                + " class, within: all, spectrogram: {rate: %d, mels: %d, frames: %d, window: %s, hop:"
                + " %s, part: loudest}, split: {class: %s}}, pitchMasks: 1, pitchWidth: 4, timeMasks:"
                + " 1, timeWidth: 4}")
            .formatted(
                Draft.quoted(survey.path()),
                SEEN.rate(),
                SEEN.mels(),
                SEEN.frames(),
                SEEN.window(),
                SEEN.hop(),
                cut.split()),
        changes);
  }

  @Override
  public List<UntrainedLearner> untrained() {
    int bands = 32;
    int frames = 64;
    List<String> changes =
        List.of(
            "network={kind: frame-statistics, bands: %d, frames: %d}".formatted(bands, frames),
            "source.of.path=own",
            "source.of.names='{class}/{file}'",
            "source.of.classes=class",
            "source.of.within=all",
            "source.of.split={class: %s}".formatted(UntrainedLearner.ALL_TO_TEST),
            "source.of.spectrogram.frames=" + frames,
            "evaluation.regimes=[none]");
    String seen = "statistics of spectrograms";
    List<UntrainedLearner> all = new ArrayList<>();
    all.add(UntrainedLearner.prototypes(seen, LIKE, changes, ""));
    all.addAll(UntrainedLearner.regressions(seen, LIKE, changes, ""));
    return all;
  }
}
