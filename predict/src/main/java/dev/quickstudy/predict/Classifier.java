package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TextColumns;
import dev.quickstudy.recipe.Nearest;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.survey.Survey;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.Calibration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A task of a user's own files with a learner that was chosen for it, without any training: of the
 * learners that are known for the kind of its examples, the one that answers best for examples that
 * were held out of the task. Its probabilities are calibrated by the same answers.
 *
 * <pre>{@code
 * try (Resources resources = Resources.ofMachine();
 *     Classifier chosen =
 *         Classifier.choose(Path.of("intents.csv"), ClassifierOptions.none(), resources);
 *     LearnedTask task = chosen.task().learn()) {
 *   Prediction prediction = task.predict(Input.text("where is my card?"));
 * }
 * }</pre>
 */
public final class Classifier implements AutoCloseable {
  /** Numbers of examples times classes times features that a slow head is fitted to at most. */
  private static final double MOST_FITTED = 5e8;

  private final Kind kind;
  private final FileTask task;
  private final Candidate taken;
  private final List<Candidate> candidates;

  private Classifier(Kind kind, FileTask task, Candidate taken, List<Candidate> candidates) {
    this.kind = kind;
    this.task = task;
    this.taken = taken;
    this.candidates = List.copyOf(candidates);
  }

  /** A learner, and the task as it sees it. */
  private record Offer(String name, String about, TrainedLearner learner, FileTask task) {
    /** How it answers for examples that it has not learned from. */
    Candidate judged() {
      try {
        task.requireLearnable();
        if (name.equals(KnownLearners.LOGISTIC) && task.numbers() > MOST_FITTED) {
          return new Candidate(
              name,
              about,
              Optional.empty(),
              Optional.of("so many examples and classes would take it minutes"));
        }
        return new Candidate(
            name, about, task.heldOut().map(Candidate.Judged::of), Optional.empty());
      } catch (UsageException e) {
        return new Candidate(
            name, about, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
      }
    }
  }

  /**
   * Reads labelled examples and chooses what learns them.
   *
   * @param support a folder of folders of pictures or sounds, or a file of texts or rows
   * @param resources stay open longer than what is opened with them
   * @throws DataException if a file cannot be read, or holds no task of classes
   * @throws UsageException if there is no such learner, or it cannot learn such a task
   */
  public static Classifier choose(Path support, ClassifierOptions options, Resources resources) {
    Kind kind = options.kind().orElseGet(() -> Survey.kind(support, options.columns()));
    if (kind == Kind.TABLES) {
      throw new DataException(support + " is a folder of files of rows; name one file");
    }
    TextColumns columns =
        kind == Kind.TEXTS ? Survey.columns(support, options.columns()) : options.columns();
    List<TrainedLearner> open = new ArrayList<>();
    try {
      List<Offer> offers = offers(kind, support, columns, options, resources, open);
      List<Candidate> candidates =
          resources.workers().map(offers.size(), i -> offers.get(i).judged());
      Offer best = offers.get(best(candidates));
      Candidate taken = candidates.get(offers.indexOf(best));
      taken
          .refused()
          .ifPresent(
              reason -> {
                throw new DataException(
                    "%s cannot be learned by '%s': %s".formatted(support, taken.name(), reason));
              });
      FileTask task = taken.heldOut().map(judged -> calibrated(best, judged)).orElse(best.task());
      open.remove(task.learner());
      return new Classifier(kind, task, taken, candidates);
    } finally {
      open.forEach(TrainedLearner::close);
    }
  }

  /**
   * All learners that are to be compared; those of one source share what was read.
   *
   * @param open gets each of them
   */
  private static List<Offer> offers(
      Kind kind,
      Path support,
      TextColumns columns,
      ClassifierOptions options,
      Resources resources,
      List<TrainedLearner> open) {
    Optional<Path> own = options.learner().map(Path::of).filter(Files::exists);
    if (own.isPresent()) {
      TrainedLearner learner = TrainedLearner.open(own.get(), resources);
      open.add(learner);
      FileTask task = FileTask.read(learner, support, columns);
      return List.of(new Offer(own.get().toString(), learner.recipe().about(), learner, task));
    }
    Map<String, FileTask> read = new LinkedHashMap<>();
    List<Offer> offers = new ArrayList<>();
    for (KnownLearners.Known known : known(kind, options)) {
      TrainedLearner learner = known.open(resources);
      open.add(learner);
      FileTask task =
          read.computeIfAbsent(known.sees(), sees -> FileTask.unchecked(learner, support, columns))
              .by(learner);
      offers.add(new Offer(known.name(), known.about(), learner, task));
    }
    return offers;
  }

  private static List<KnownLearners.Known> known(Kind kind, ClassifierOptions options) {
    List<KnownLearners.Known> all = KnownLearners.of(kind);
    if (options.learner().isEmpty()) {
      return all;
    }
    String name = options.learner().get();
    List<String> names = all.stream().map(KnownLearners.Known::name).distinct().toList();
    if (!names.contains(name)) {
      throw new UsageException(
          "there is no learner '%s' for a %s, and no such learner file or run; %s"
              .formatted(name, kind.one(), Nearest.hint(name, names)));
    }
    return all.stream().filter(known -> known.name().equals(name)).toList();
  }

  /**
   * The place of the candidate that answers best: of those whose accuracy is at most one standard
   * error less than the greatest, the one of the least logarithmic loss. The first where none could
   * be judged.
   */
  private static int best(List<Candidate> candidates) {
    List<Integer> judged =
        IntStream.range(0, candidates.size())
            .filter(i -> candidates.get(i).heldOut().isPresent())
            .boxed()
            .toList();
    if (judged.isEmpty()) {
      return IntStream.range(0, candidates.size())
          .filter(i -> candidates.get(i).refused().isEmpty())
          .findFirst()
          .orElse(0);
    }
    List<Candidate.Judged> all =
        candidates.stream().flatMap(one -> one.heldOut().stream()).toList();
    Candidate.Judged most =
        all.stream().max(Comparator.comparingDouble(Candidate.Judged::accuracy)).orElseThrow();
    return judged.stream()
        .filter(
            i ->
                candidates.get(i).heldOut().orElseThrow().accuracy()
                    >= most.accuracy() - most.error())
        .min(Comparator.comparingDouble(i -> candidates.get(i).heldOut().orElseThrow().logLoss()))
        .orElseThrow();
  }

  /** The same task by a learner whose probabilities mean what they say. */
  private static FileTask calibrated(Offer offer, Candidate.Judged judged) {
    OpenRun run = offer.learner().run();
    Calibration calibration =
        new Calibration(
            run.step(),
            judged.temperature(),
            judged.calibrationError(),
            judged.calibrationError(),
            1,
            offer.task().classes().size(),
            offer.learner().regime());
    return offer
        .task()
        .by(
            TrainedLearner.of(
                run.calibrated(calibration), run.recipe().name(), offer.learner().resources()));
  }

  /** What the examples were taken for. */
  public Kind kind() {
    return kind;
  }

  /** The task, to be learned by the learner that was taken. */
  public FileTask task() {
    return task;
  }

  /** The one that was taken. */
  public Candidate taken() {
    return taken;
  }

  /** All that were compared, in the order in which they are preferred where nothing tells. */
  public List<Candidate> candidates() {
    return candidates;
  }

  /** Closes the learner; tasks that it has learned stay open. Closing twice does nothing. */
  @Override
  public void close() {
    task.learner().close();
  }
}
