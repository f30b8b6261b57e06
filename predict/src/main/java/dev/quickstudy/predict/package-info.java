/**
 * Programs' way in: open a learner, learn a task from a few labelled inputs, predict from any
 * thread, save the task and open it again.
 */
@NullMarked
package dev.quickstudy.predict;

import org.jspecify.annotations.NullMarked;
