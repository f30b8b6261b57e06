/** Generated families of regression tasks, and new tasks made of those of another source. */
@NullMarked
package dev.quickstudy.data.tasks;

import org.jspecify.annotations.NullMarked;
