/** Tasks, task batches, task sources and their splits. */
@NullMarked
package dev.quickstudy.task;

import org.jspecify.annotations.NullMarked;
