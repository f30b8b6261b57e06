package dev.quickstudy.data.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what was repaired or left out, with the place where each was first. */
public final class Notes {
  private final Map<String, RowAccount.Note> notes = new LinkedHashMap<>();

  public void add(String what, String place) {
    add(what, 1, place);
  }

  public void add(String what, long count, String place) {
    if (count > 0) {
      notes.merge(
          what,
          new RowAccount.Note(what, count, place),
          (old, more) -> new RowAccount.Note(what, old.count() + more.count(), old.first()));
    }
  }

  public List<RowAccount.Note> all() {
    return new ArrayList<>(notes.values());
  }
}
