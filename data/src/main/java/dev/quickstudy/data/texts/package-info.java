/** Texts with a class each, in files and folders. */
@NullMarked
package dev.quickstudy.data.texts;

import org.jspecify.annotations.NullMarked;
