/** Texts, seen by a sentence encoder or by their characters. */
@NullMarked
package dev.quickstudy.encoders.texts;

import org.jspecify.annotations.NullMarked;
