/** Transforms that make a step of a gradient, and the schedules of their rates. */
@NullMarked
package dev.quickstudy.nn.optim;

import org.jspecify.annotations.NullMarked;
