package dev.quickstudy.recipe.builtin;

import dev.quickstudy.data.pictures.ChannelScale;
import dev.quickstudy.data.pictures.ImageFolder;
import dev.quickstudy.data.pictures.PictureListing;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures of the user's own, one folder a class.
 *
 * @param folder below the data folder, or absolute; or a zip archive of the same layout
 * @param colour whether learners see red, green and blue, standardised by the training classes, or
 *     ink on paper
 * @param size that learners see: height and width in pixels
 * @param split which classes are for training, validation and testing
 */
public record PictureFolderSpec(String folder, boolean colour, List<Integer> size, SplitSpec split)
    implements SourceSpec {
  private static final int LARGEST = 1024;

  public PictureFolderSpec {
    size = size("size", size);
    Checks.require(!folder.isBlank(), "folder", "must name a folder or a .zip");
  }

  /** A height and a width that pictures can have. */
  public static List<Integer> size(String key, List<Integer> size) {
    Checks.require(
        size.size() == 2 && size.stream().allMatch(side -> side >= 1 && side <= LARGEST),
        key,
        "must be a height and a width from 1 to " + LARGEST + ", but is " + size);
    return List.copyOf(size);
  }

  /** Folders of splits are told apart where they are the division, and else read together. */
  public static PictureListing.Use use(SplitSpec split) {
    return split instanceof SplitSpec.Folders ? PictureListing.Use.SPLITS : PictureListing.Use.ALL;
  }

  @Override
  public TaskSource open(DataLocations places) {
    long[] shape = {colour ? 3 : 1, size.get(0), size.get(1)};
    ImageFolder pictures =
        ImageFolder.read(places.file(folder), use(split), shape, 2, places.threads());
    places.listener().say(pictures.summary());
    Map<String, Split> splits = split.of(pictures.pool(Optional.empty()), places);
    Optional<ChannelScale> scale = pictures.scale(name -> splits.get(name) == Split.TRAIN);
    return new ClassTasks(
        folder,
        new SplitClasses(pictures.pool(scale), name -> Optional.ofNullable(splits.get(name))));
  }

  /** The folder. */
  @Override
  public Optional<String> dataSet() {
    return Optional.of(folder);
  }
}
