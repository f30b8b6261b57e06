import dev.quickstudy.data.Input;
import dev.quickstudy.predict.LabelledInput;
import dev.quickstudy.predict.LearnedTask;
import dev.quickstudy.predict.Prediction;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.TrainedLearner;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Opens a trained learner of characters and teaches it five letters, of one picture each. */
final class FewShot {
  public static void main(String[] args) {
    Path run = Path.of(args[0]); // a run's folder or a learner file
    List<LabelledInput> five =
        Stream.of("A", "E", "K", "S", "T")
            .map(letter -> new LabelledInput(Input.picture(drawn(letter, Font.SERIF)), letter))
            .toList();
    try (Resources resources = Resources.ofMachine(); // threads and encoders, shared by all learners
        TrainedLearner learner = TrainedLearner.open(run, resources);
        LearnedTask task = learner.learn(five)) { // learned once, in milliseconds
      for (String letter : List.of("K", "S")) { // from any number of threads
        Prediction answer = task.predict(Input.picture(drawn(letter, Font.SANS_SERIF)));
        System.out.printf("%s is %s: %.2f%n", letter, answer.best(), answer.probability());
      }
      task.save(Path.of("target", "letters.task")); // LearnedTask.open(path, resources) opens it
    }
  }

  /** A letter, black on white. */
  private static BufferedImage drawn(String letter, String font) {
    BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, 64, 64);
    pen.setColor(Color.BLACK);
    pen.setFont(new Font(font, Font.PLAIN, 48));
    pen.drawString(letter, 14, 48);
    pen.dispose();
    return picture;
  }
}
