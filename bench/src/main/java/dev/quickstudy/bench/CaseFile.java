package dev.quickstudy.bench;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The files that peers load their workloads from. */
final class CaseFile {
  private static final int SHADES = 255;

  private CaseFile() {}

  /** Tasks, φ, and our loss and meta-gradient in it, all in one precision. */
  static void write(
      Path file,
      MetaStep step,
      Supplier<? extends TaskSource> pictures,
      int tasks,
      DType precision) {
    try (Scope scope = Scope.open()) {
      Model model = step.model().to(precision);
      TaskBatch batch = step.draw(pictures, tasks).to(precision);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      put(tensors, "phi.", model.phi());
      tensors.put("support.x", batch.support().x());
      tensors.put("support.y", batch.support().y());
      tensors.put("query.x", batch.query().x());
      tensors.put("query.y", batch.query().y());
      MetaStep.Said said = step.say(model, batch);
      put(tensors, "grad.", said.gradients());
      tensors.put("loss", said.loss());
      Safetensors.write(
          file,
          tensors,
          Map.of(
              "innerSteps", String.valueOf(step.innerSteps()),
              "innerRate", String.valueOf(step.innerRate()),
              "outerRate", String.valueOf(MetaStep.OUTER_RATE),
              "ways", String.valueOf(step.shape().ways()),
              "network", step.networkWords()));
    }
  }

  private static void put(Map<String, Tensor> tensors, String prefix, Params params) {
    Params prefixed = params.prefixed(prefix);
    prefixed.names().forEach(name -> tensors.put(name, prefixed.get(name)));
  }

  /**
   * The pictures that training tasks are drawn from, {@code [classes, examples, 28, 28]}, 0 … 255.
   */
  static void writePictures(Path file, TaskShape shape, ClassTasks pictures) {
    SplitClasses classes = pictures.classes();
    int count = classes.count(Split.TRAIN);
    int examples = classes.pool().size(classes.classIndex(Split.TRAIN, 0));
    long[] one = classes.pool().exampleShape();
    int pixels = (int) (one[1] * one[2]);
    float[] values = new float[Math.multiplyExact(count * examples, pixels)];
    for (int i = 0; i < count; i++) {
      for (int e = 0; e < examples; e++) {
        classes
            .pool()
            .copy(classes.classIndex(Split.TRAIN, i), e, values, (i * examples + e) * pixels);
      }
    }
    try (Scope scope = Scope.open()) {
      Tensor images = Tensor.of(values, count, examples, one[1], one[2]);
      Safetensors.write(
          file,
          Map.of("images", images.times(SHADES)),
          Map.of(
              "ways", String.valueOf(shape.ways()),
              "shots", String.valueOf(shape.minShots()),
              "queries", String.valueOf(shape.queries())));
    }
  }
}
