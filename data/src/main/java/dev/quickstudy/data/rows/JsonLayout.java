package dev.quickstudy.data.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which rows one JSON object stands for. */
final class JsonLayout {
  private JsonLayout() {}

  /**
   * Rows of an object.
   *
   * @param form what people are told of it
   * @param rows objects, or lists of cells
   */
  record Rows(String form, List<?> rows) {}

  /**
   * The rows; empty where the object is itself one row.
   *
   * @throws IllegalLayoutException if there is more than one way to read it
   */
  static Optional<Rows> of(Map<?, ?> object) {
    return split(object)
        .or(() -> inList(object))
        .or(() -> columns(object))
        .or(() -> objects(object));
  }

  /** {@code {"columns": […], "data": [[…]]}}, as pandas writes it. */
  private static Optional<Rows> split(Map<?, ?> object) {
    if (object.get("columns") instanceof List<?> names
        && object.get("data") instanceof List<?> data
        && data.stream()
            .allMatch(row -> row instanceof List<?> cells && cells.size() == names.size())) {
      List<Object> rows = new ArrayList<>();
      rows.add(names);
      rows.addAll(data);
      return Optional.of(new Rows("a JSON object of columns and data", rows));
    }
    return Optional.empty();
  }

  private static boolean listOfObjects(Object value) {
    return value instanceof List<?> list
        && !list.isEmpty()
        && list.stream().allMatch(item -> item instanceof Map<?, ?>);
  }

  /** {@code {"data": [{…}, {…}]}}. */
  private static Optional<Rows> inList(Map<?, ?> object) {
    List<String> lists =
        object.entrySet().stream()
            .filter(entry -> listOfObjects(entry.getValue()))
            .map(entry -> entry.getKey().toString())
            .toList();
    boolean fields = object.values().stream().anyMatch(value -> value instanceof String);
    if (lists.size() == 1 && object.get(lists.get(0)) instanceof List<?> rows) {
      return rows.size() > 1 || !fields
          ? Optional.of(new Rows("the JSON list '" + lists.get(0) + "'", rows))
          : Optional.empty();
    }
    if (lists.size() > 1 && !fields) {
      throw new IllegalLayoutException(
          "holds several lists of objects: " + String.join(", ", lists) + "; write one to a file");
    }
    return Optional.empty();
  }

  /** {@code {"text": ["a", "b"], "label": ["x", "y"]}}. */
  private static Optional<Rows> columns(Map<?, ?> object) {
    Set<Integer> lengths =
        object.values().stream()
            .map(value -> value instanceof List<?> list ? list.size() : -1)
            .collect(Collectors.toSet());
    if (object.size() < 2 || lengths.contains(-1)) {
      return Optional.empty();
    }
    if (lengths.size() > 1) {
      throw new IllegalLayoutException(
          "has columns of different lengths: "
              + lengths.stream().sorted().map(Object::toString).collect(Collectors.joining(", ")));
    }
    int length = lengths.iterator().next();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : object.entrySet()) {
        if (entry.getValue() instanceof List<?> list) {
          row.put(entry.getKey().toString(), list.get(i));
        }
      }
      rows.add(row);
    }
    return length < 2 ? Optional.empty() : Optional.of(new Rows("a JSON object of columns", rows));
  }

  /** {@code {"text": {"0": "a"}, …}} or {@code {"0": {"text": "a"}, …}}, as pandas writes them. */
  private static Optional<Rows> objects(Map<?, ?> object) {
    if (object.isEmpty() || !object.values().stream().allMatch(value -> value instanceof Map)) {
      return Optional.empty();
    }
    List<Map<?, ?>> inner = new ArrayList<>();
    object.values().forEach(value -> inner.add((Map<?, ?>) value));
    if (inner.stream().allMatch(JsonLayout::numbered)) {
      Map<Object, Map<String, Object>> rows = new LinkedHashMap<>();
      object.forEach(
          (name, column) ->
              ((Map<?, ?>) column)
                  .forEach(
                      (index, cell) ->
                          rows.computeIfAbsent(index, any -> new LinkedHashMap<>())
                              .put(name.toString(), cell)));
      return Optional.of(new Rows("a JSON object of columns", List.copyOf(rows.values())));
    }
    boolean alike = inner.stream().map(Map::keySet).distinct().count() == 1 && inner.size() > 1;
    return numbered(object) || alike
        ? Optional.of(new Rows("a JSON object of rows", inner))
        : Optional.empty();
  }

  private static boolean numbered(Map<?, ?> map) {
    return !map.isEmpty() && map.keySet().stream().allMatch(key -> key.toString().matches("\\d+"));
  }

  /** An object that is no rows, or not only one way. */
  static final class IllegalLayoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IllegalLayoutException(String why) {
      super(why);
    }
  }
}
