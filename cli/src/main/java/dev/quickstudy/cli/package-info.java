/** The {@code quickstudy} command: words, files and progress bars around the library. */
@NullMarked
package dev.quickstudy.cli;

import org.jspecify.annotations.NullMarked;
