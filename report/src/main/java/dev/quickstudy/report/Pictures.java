package dev.quickstudy.report;

import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.RunFolder;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of runs. */
public final class Pictures {
  private static final Color PAPER = Color.WHITE;
  private static final Color INK = new Color(0x22, 0x2b, 0x36);
  private static final Color RIGHT = new Color(0x2e, 0x8b, 0x57);
  private static final Color WRONG = new Color(0xc0, 0x39, 0x2b);
  private static final Font WORDS = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

  private Pictures() {}

  /**
   * The validation scores of runs against minutes of training.
   *
   * @param runs from a label to the run's folder
   * @throws UsageException if none has been validated yet
   */
  public static BufferedImage curves(Map<String, Path> runs, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .xAxisTitle("minutes of training")
            .yAxisTitle("score on validation tasks")
            .build();
    chart.getStyler().setChartBackgroundColor(PAPER);
    chart.getStyler().setPlotBackgroundColor(PAPER);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideSE);
    chart.getStyler().setLegendBorderColor(PAPER);
    chart.getStyler().setMarkerSize(5);
    runs.forEach(
        (label, folder) -> {
          List<RunFolder.Validated> points = RunFolder.validations(folder);
          if (!points.isEmpty()) {
            chart
                .addSeries(
                    label,
                    points.stream().map(point -> point.seconds() / 60).toList(),
                    points.stream().map(RunFolder.Validated::value).toList(),
                    points.stream().map(RunFolder.Validated::ci95).toList())
                .setMarker(SeriesMarkers.CIRCLE);
          }
        });
    if (chart.getSeriesCollection().isEmpty()) {
      throw new UsageException(
          "no run of " + runs.values() + " has been validated yet; let it train longer");
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * One meta-test task as the learner sees it: a row a class, the support pictures on the left, the
   * queries on the right in the row of the class that they were taken for, framed green where that
   * is right and red where it is wrong.
   *
   * @param number which task of the evaluation's stream
   * @throws UsageException if the tasks are no classes of grey pictures
   */
  public static BufferedImage episode(
      Experiment experiment, Model model, TaskShape shape, long number) {
    long[] input = experiment.source().inputShape();
    if (input.length != 3 || input[0] != 1) {
      throw new UsageException(experiment.source().name() + " has no grey pictures to draw");
    }
    Learner learner = experiment.learner();
    Regime regime = learner.network().normalisation().inductive();
    Evaluation evaluation =
        new Evaluation(
            experiment.source(), Split.TEST, shape, 2, experiment.recipe().evaluation().seed());
    Context now = evaluation.context(regime, number);
    try (Scope scope = Scope.open()) {
      TaskBatch task = evaluation.tasks(number, 1);
      try (LearnedTasks learned = LearnedTasks.learn(learner, model, task.support(), now)) {
        long[] taken = learned.predict(task.query().x()).value().argmax(-1).toLongs();
        return new EpisodeSheet(task, taken, shape).draw();
      }
    }
  }

  /** Lays an episode out. */
  private static final class EpisodeSheet {
    private static final int CELL = 64;
    private static final int GAP = 10;
    private static final int TOP = 34;

    private final TaskBatch task;
    private final long[] taken;
    private final int[] supportInRow;
    private final int[] queriesInRow;
    private final int supportColumns;
    private final int queryColumns;

    EpisodeSheet(TaskBatch task, long[] taken, TaskShape shape) {
      this.task = task;
      this.taken = taken;
      this.supportInRow = new int[shape.ways()];
      this.queriesInRow = new int[shape.ways()];
      this.supportColumns = shape.maxShots();
      int most = 1;
      int[] counts = new int[shape.ways()];
      for (long row : taken) {
        most = Math.max(most, ++counts[(int) row]);
      }
      this.queryColumns = most;
    }

    BufferedImage draw() {
      int queriesAt = 2 * GAP + supportColumns * (CELL + GAP) + 2 * GAP;
      BufferedImage sheet =
          new BufferedImage(
              queriesAt + queryColumns * (CELL + GAP) + GAP,
              TOP + supportInRow.length * (CELL + GAP) + GAP,
              BufferedImage.TYPE_INT_RGB);
      Graphics2D g = sheet.createGraphics();
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      g.setColor(PAPER);
      g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
      g.setColor(INK);
      g.setFont(WORDS);
      g.drawString("given", 2 * GAP, TOP - 12);
      g.drawString("recognised", queriesAt, TOP - 12);
      long[] given = task.support().y().toLongs();
      for (int i = 0; i < given.length; i++) {
        int row = (int) given[i];
        cell(g, task.support().x(), i, 2 * GAP + supportInRow[row]++ * (CELL + GAP), row, INK);
      }
      long[] truth = task.query().y().toLongs();
      for (int i = 0; i < truth.length; i++) {
        int row = (int) taken[i];
        Color frame = taken[i] == truth[i] ? RIGHT : WRONG;
        cell(g, task.query().x(), i, queriesAt + queriesInRow[row]++ * (CELL + GAP), row, frame);
      }
      g.dispose();
      return sheet;
    }

    private static void cell(
        Graphics2D g, Tensor pictures, int index, int x, int row, Color frame) {
      int y = TOP + row * (CELL + GAP);
      g.drawImage(
          picture(pictures.select(0, 0).select(0, index).select(0, 0)), x, y, CELL, CELL, null);
      g.setColor(frame);
      g.setStroke(new BasicStroke(frame.equals(INK) ? 1 : 3));
      g.drawRect(x, y, CELL, CELL);
    }

    /** Ink 1 on paper 0 as black on white. */
    private static BufferedImage picture(Tensor grey) {
      int height = (int) grey.size(0);
      int width = (int) grey.size(1);
      float[] ink = grey.toFloats();
      BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
      for (int i = 0; i < ink.length; i++) {
        int level = Math.round(255 * (1 - Math.min(1, Math.max(0, ink[i]))));
        picture.getRaster().setSample(i % width, i / width, 0, level);
      }
      return picture;
    }
  }
}
