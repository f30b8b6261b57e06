/** Tasks from tables, of files and generated. */
@NullMarked
package dev.quickstudy.tables.tasks;

import org.jspecify.annotations.NullMarked;
