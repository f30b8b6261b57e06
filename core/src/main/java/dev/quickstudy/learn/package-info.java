/**
 * Learners: how a task is learned from its support set, and meta-gradients: how that is made
 * better.
 */
@NullMarked
package dev.quickstudy.learn;

import org.jspecify.annotations.NullMarked;
