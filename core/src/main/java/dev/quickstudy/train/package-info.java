/** The outer loop: training over many tasks, evaluation, run folders and checkpoints. */
@NullMarked
package dev.quickstudy.train;

import org.jspecify.annotations.NullMarked;
