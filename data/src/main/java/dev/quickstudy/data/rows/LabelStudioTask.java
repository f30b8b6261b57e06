package dev.quickstudy.data.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A task of Label Studio's full export: its data, and the choices of those who annotated it, each
 * under the name of its control. Cancelled annotations do not count. What several people chose
 * differently has no choice.
 */
public final class LabelStudioTask {
  /** The key of how many annotations a task has, that is that of its state. */
  public static final String STATE = "annotation_state";

  private LabelStudioTask() {}

  /** The names of the controls in which people choose. */
  static Set<String> controls(Map<?, ?> task) {
    Set<String> controls = new LinkedHashSet<>();
    for (Object annotation : annotations(task)) {
      if (annotation instanceof Map<?, ?> one && one.get("result") instanceof List<?> result) {
        for (Object part : result) {
          if (part instanceof Map<?, ?> map
              && map.get("value") instanceof Map<?, ?> value
              && value.containsKey("choices")) {
            controls.add(String.valueOf(map.get("from_name")));
          }
        }
      }
    }
    return controls;
  }

  private static List<?> annotations(Map<?, ?> task) {
    Object all =
        task.containsKey("annotations") ? task.get("annotations") : task.get("completions");
    return all instanceof List<?> list ? list : List.of();
  }

  static boolean is(Object record) {
    return record instanceof Map<?, ?> map
        && map.get("data") instanceof Map<?, ?>
        && (map.get("annotations") instanceof List<?> || map.get("completions") instanceof List<?>);
  }

  static Map<String, Object> row(Map<?, ?> task) {
    Map<String, Object> row = new LinkedHashMap<>();
    if (task.get("data") instanceof Map<?, ?> data) {
      data.forEach((name, value) -> row.put(name.toString(), value));
    }
    Map<String, Set<Object>> chosen = new LinkedHashMap<>();
    int counted = 0;
    for (Object one : annotations(task)) {
      if (one instanceof Map<?, ?> annotation && !"true".equals(annotation.get("was_cancelled"))) {
        counted++;
        if (annotation.get("result") instanceof List<?> result) {
          choices(result, chosen);
        }
      }
    }
    String state = counted == 0 ? "none" : "one";
    for (Map.Entry<String, Set<Object>> choice : chosen.entrySet()) {
      boolean agreed = choice.getValue().size() == 1;
      state = agreed ? state : "disagreeing";
      row.put(choice.getKey(), agreed ? choice.getValue().iterator().next() : "");
    }
    row.put(STATE, state);
    return row;
  }

  /** The choices of one person, by the names of their controls. */
  private static void choices(List<?> result, Map<String, Set<Object>> chosen) {
    for (Object one : result) {
      if (one instanceof Map<?, ?> part && part.get("value") instanceof Map<?, ?> value) {
        String name = String.valueOf(part.get("from_name"));
        Object choice = value.get("choices");
        if (choice == null) {
          choice =
              value.containsKey("rating") ? value.get("rating") : new ArrayList<>(value.values());
        }
        chosen.computeIfAbsent(name, any -> new LinkedHashSet<>()).add(choice);
      }
    }
  }
}
