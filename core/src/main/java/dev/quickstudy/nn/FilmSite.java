package dev.quickstudy.nn;

import java.util.List;

/**
 * A place in a network where each unit or channel can be scaled and shifted by a task (FiLM: Perez
 * et al. 2018).
 *
 * @param scaled tensors whose first dimension are the units: scaling all of them scales the units
 * @param shifted the tensor, one number a unit, that shifts them
 * @param units number of units
 */
public record FilmSite(List<String> scaled, String shifted, int units) {
  public FilmSite {
    scaled = List.copyOf(scaled);
  }
}
