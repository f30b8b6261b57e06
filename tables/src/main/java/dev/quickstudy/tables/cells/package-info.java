/** Cells of tables as they are written, and columns of what they mean. */
@NullMarked
package dev.quickstudy.tables.cells;

import org.jspecify.annotations.NullMarked;
