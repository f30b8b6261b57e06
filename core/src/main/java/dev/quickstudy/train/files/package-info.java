/** Learners and tasks in files, and what is wrong with a file. */
@NullMarked
package dev.quickstudy.train.files;

import org.jspecify.annotations.NullMarked;
