package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.judge.HeldOut;
import dev.quickstudy.kinds.Kinds;
import dev.quickstudy.recipe.NearestNames;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.survey.Survey;
import dev.quickstudy.survey.UntrainedLearner;
import dev.quickstudy.tensor.UsageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task of a user's own files with a learner that was chosen for it, without any training: of the
 * learners that are known for the kind of its examples, one that none answers clearly better than
 * for examples that were held out of the task. Its probabilities are calibrated by the same
 * answers.
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

  /** The kind of examples whose classes may go by their names. */
  private static final String TEXTS = "texts";

  private static final SupportSet NOTHING = new SupportSet(new long[0], Map.of());

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

  /**
   * A learner, and the task as it sees it.
   *
   * @param fitted what was fitted on the examples to prepare them
   * @param files how other files of the task are read; empty for objects
   */
  private record Offer(
      String name,
      String about,
      TrainedLearner learner,
      SupportSet support,
      String fitted,
      Optional<FileTask> files) {
    static Offer of(String name, String about, TrainedLearner learner, FileTask task) {
      return new Offer(
          name, about, learner, task.requireSupport(), task.fitted(), Optional.of(task));
    }

    /** How it answers for examples that it has not learned from. */
    Judgement judged() {
      try {
        learner.requireTask(support);
        double numbers =
            (double) support.count()
                * support.classes().size()
                * learner.learner().network().outputs();
        if (name.equals(UntrainedLearner.LOGISTIC) && numbers > MOST_FITTED) {
          return refused("so many examples and classes would take it minutes");
        }
        Optional<HeldOut> heldOut = LearnedTask.heldOut(learner, support);
        return new Judgement(
            this,
            new Candidate(name, about, heldOut.map(Candidate.Judged::of), Optional.empty()),
            heldOut);
      } catch (UsageException e) {
        return refused(String.valueOf(e.getMessage()));
      }
    }

    private Judgement refused(String reason) {
      return new Judgement(
          this,
          new Candidate(name, about, Optional.empty(), Optional.of(reason)),
          Optional.empty());
    }
  }

  /** What became of an offer. */
  private record Judgement(Offer offer, Candidate candidate, Optional<HeldOut> heldOut) {
    /**
     * Whether it answers better than another, by more than chance does at times: of the held-out
     * examples that only one of both answers rightly, it has more by over one standard error of
     * their difference. Both answered for the same examples.
     */
    boolean clearlyBetter(Judgement other) {
      if (heldOut.isEmpty() || other.heldOut.isEmpty()) {
        return other.heldOut.isEmpty() && heldOut.isPresent();
      }
      HeldOut own = heldOut.get();
      HeldOut others = other.heldOut.get();
      int ahead = 0;
      int different = 0;
      for (int i = 0; i < own.count(); i++) {
        different += own.isRight(i) == others.isRight(i) ? 0 : 1;
        ahead += (own.isRight(i) ? 1 : 0) - (others.isRight(i) ? 1 : 0);
      }
      return ahead > Math.sqrt(different);
    }

    double logLoss() {
      return candidate.heldOut().map(Candidate.Judged::logLoss).orElse(Double.MAX_VALUE);
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
    Kind kind = options.kind().orElseGet(() -> Survey.kind(support, options.reading()));
    RowOptions reading = kind.columns(support, options.reading());
    List<TrainedLearner> open = new ArrayList<>();
    try {
      List<Offer> offers = offers(kind, support, reading, options, resources, open);
      if (options.learner().isEmpty()) {
        kind.preferred(support, reading).ifPresent(first -> putFirst(first, offers, resources));
      }
      List<Judgement> judged = judged(offers, resources);
      Judgement best = best(judged, support.toString());
      return chosen(kind, judged, best, open);
    } finally {
      open.forEach(TrainedLearner::close);
    }
  }

  /**
   * Chooses what learns classes by their names alone, without any example. With examples of some of
   * them, {@link #choose(Path, ClassifierOptions, Resources)} takes names too.
   *
   * @param options with at least two classes; texts, if no kind is said
   * @throws UsageException if no learner of such examples reads names, or there are fewer classes
   */
  public static Classifier choose(ClassifierOptions options, Resources resources) {
    Kind kind =
        options
            .kind()
            .or(() -> Kind.all().stream().filter(any -> any.word().equals(TEXTS)).findFirst())
            .orElseThrow(
                () ->
                    new UsageException(
                        Kinds.known()
                            .missing(Kind.class, TEXTS)
                            .orElse("names of classes are for texts, which nothing here reads")));
    List<TrainedLearner> open = new ArrayList<>();
    try {
      List<Judgement> judged = new ArrayList<>();
      for (Opened one : opened(kind, options, resources, open)) {
        if (one.learner().readsNames()) {
          FileTask task = FileTask.named(one.learner(), options.classes(), options.reading());
          judged.add(Offer.of(one.name(), one.about(), one.learner(), task).judged());
        } else {
          judged.add(
              new Offer(one.name(), one.about(), one.learner(), NOTHING, "", Optional.empty())
                  .refused("it knows classes by their examples only"));
        }
      }
      return chosen(kind, judged, best(judged, "the task"), open);
    } finally {
      open.forEach(TrainedLearner::close);
    }
  }

  /** Puts the learner that is preferred for these examples before the others, and says why. */
  private static void putFirst(Kind.Preferred first, List<Offer> offers, Resources resources) {
    resources.locations().listener().say(first.reason());
    offers.sort(Comparator.comparing((Offer offer) -> !offer.name().equals(first.learner())));
  }

  private static Classifier chosen(
      Kind kind, List<Judgement> judged, Judgement best, List<TrainedLearner> open) {
    FileTask task = best.offer().files().orElseThrow().judged(best.heldOut());
    List<Candidate> candidates = judged.stream().map(Judgement::candidate).toList();
    open.remove(task.learner());
    return new Classifier(kind, task, best.candidate(), candidates);
  }

  /** A learner that is open. */
  private record Opened(String name, String about, String sees, TrainedLearner learner) {}

  /**
   * The learner that was asked for, or all that are known.
   *
   * @param open gets each of them
   */
  private static List<Opened> opened(
      Kind kind, ClassifierOptions options, Resources resources, List<TrainedLearner> open) {
    Optional<Path> own = options.learner().flatMap(Classifier::path).filter(Files::exists);
    List<Opened> all = new ArrayList<>();
    if (own.isPresent()) {
      TrainedLearner learner = TrainedLearner.open(own.get(), resources);
      open.add(learner);
      all.add(new Opened(own.get().toString(), learner.recipe().about(), "", learner));
      return all;
    }
    for (KnownLearners.Known known : known(kind, options, resources)) {
      TrainedLearner learner = known.open(resources);
      open.add(learner);
      all.add(new Opened(known.name(), known.about(), known.sees(), learner));
    }
    return all;
  }

  /**
   * Learns a task from objects, by a learner that is chosen in the same way.
   *
   * @param examples of one kind, of at least two classes
   * @param options columns do not matter
   * @return to be closed by the caller; {@link LearnedTask#learner} says what was taken
   * @throws InputException if an example cannot be read, or there are none
   * @throws UsageException as {@link #choose}
   */
  public static LearnedTask learn(
      List<LabelledInput> examples, ClassifierOptions options, Resources resources) {
    TrainedLearner.requireExamples(examples, 2);
    Kind kind = options.kind().orElseGet(() -> kind(examples.get(0).input()));
    List<TrainedLearner> open = new ArrayList<>();
    try {
      Map<String, Offer> read = new LinkedHashMap<>();
      List<Offer> offers = new ArrayList<>();
      for (KnownLearners.Known known : known(kind, options, resources)) {
        TrainedLearner learner = known.open(resources);
        open.add(learner);
        Offer first = read.computeIfAbsent(known.sees(), sees -> offer(known, learner, examples));
        offers.add(
            new Offer(
                known.name(),
                known.about(),
                learner,
                first.support().knowing(new LearningOptions(options.classes(), Optional.empty())),
                first.fitted(),
                Optional.empty()));
      }
      if (options.learner().isEmpty()) {
        kind.preferred(examples.stream().map(LabelledInput::input).toList())
            .ifPresent(first -> putFirst(first, offers, resources));
      }
      Judgement best = best(judged(offers, resources), "the task");
      return LearnedTask.learn(
          best.offer().learner(), best.offer().support(), best.offer().fitted(), best::heldOut);
    } finally {
      open.forEach(TrainedLearner::close);
    }
  }

  private static Offer offer(
      KnownLearners.Known known, TrainedLearner learner, List<LabelledInput> examples) {
    InputReader reader = learner.modality().fit(learner.resources(), examples);
    SupportSet support = learner.read(reader, examples);
    return new Offer(
        known.name(), known.about(), learner, support, reader.fitted(), Optional.empty());
  }

  private static Kind kind(Input input) {
    for (Kind kind : Kind.all()) {
      if (kind.takes(input)) {
        return kind;
      }
    }
    throw InputException.wrongModality(input, "texts, rows, pictures or recordings");
  }

  private static List<Judgement> judged(List<Offer> offers, Resources resources) {
    return resources.workers().map(offers.size(), i -> offers.get(i).judged());
  }

  /**
   * All learners that are to be compared; those of one source share what was read.
   *
   * @param open gets each of them
   */
  private static List<Offer> offers(
      Kind kind,
      Path support,
      RowOptions reading,
      ClassifierOptions options,
      Resources resources,
      List<TrainedLearner> open) {
    Map<String, FileTask> read = new LinkedHashMap<>();
    List<Offer> offers = new ArrayList<>();
    for (Opened one : opened(kind, options, resources, open)) {
      FileTask task =
          read.computeIfAbsent(
                  one.sees(), sees -> FileTask.unchecked(one.learner(), support, reading))
              .by(one.learner())
              .withUncheckedClasses(options.classes());
      offers.add(Offer.of(one.name(), one.about(), one.learner(), task));
    }
    return offers;
  }

  /** Empty where the system has no such names. */
  private static Optional<Path> path(String name) {
    try {
      return Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static List<KnownLearners.Known> known(
      Kind kind, ClassifierOptions options, Resources resources) {
    List<KnownLearners.Known> all =
        options
            .encoder()
            .map(file -> KnownLearners.encoded(kind, file, resources.locations()))
            .orElseGet(() -> KnownLearners.of(kind));
    if (options.learner().isEmpty()) {
      return all;
    }
    String name = options.learner().get();
    List<String> names = all.stream().map(KnownLearners.Known::name).distinct().toList();
    if (!names.contains(name)) {
      throw new UsageException(
          "there is no learner '%s' for a %s, and no such learner file or run; %s"
              .formatted(name, kind.one(), NearestNames.hint(name, names)));
    }
    return all.stream().filter(known -> known.name().equals(name)).toList();
  }

  /**
   * The one to take. Of variants of one name, that of the least logarithmic loss; of names, the one
   * that is preferred, unless another is clearly better: with few examples the greatest accuracy is
   * chance.
   *
   * @param task for messages
   * @throws DataException if none can learn it
   */
  private static Judgement best(List<Judgement> judged, String task) {
    Map<String, Judgement> byName = new LinkedHashMap<>();
    for (Judgement one : judged) {
      byName.merge(one.candidate().name(), one, (a, b) -> b.logLoss() < a.logLoss() ? b : a);
    }
    List<Judgement> able =
        byName.values().stream().filter(one -> one.candidate().refused().isEmpty()).toList();
    Judgement best = able.isEmpty() ? judged.get(0) : able.get(0);
    for (Judgement one : able) {
      best = one.clearlyBetter(best) ? one : best;
    }
    Candidate taken = best.candidate();
    taken
        .refused()
        .ifPresent(
            reason -> {
              throw new DataException(
                  "%s cannot be learned by '%s': %s".formatted(task, taken.name(), reason));
            });
    return best;
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
