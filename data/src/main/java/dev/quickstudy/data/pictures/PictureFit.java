package dev.quickstudy.data.pictures;

/** How a picture of another shape is brought to the one that a learner or an encoder takes. */
public enum PictureFit {
  /** Whole, as large as fits, with a border around it; resampled by area. */
  FRAME,
  /**
   * Its middle, as large as covers all; resampled by linear interpolation, over the area that a new
   * pixel covers where it gets smaller. So encoders of photographs are usually trained and judged.
   */
  CROP
}
