package dev.quickstudy.data;

import java.util.Optional;

/**
 * A text as it was read.
 *
 * @param label its class; empty where the file has none
 * @param where for messages: {@code line 12}, {@code entry 3 of P177}
 */
public record LabelledText(String text, Optional<String> label, String where) {}
