/** Heads that each task fits by steps of gradient descent. */
@NullMarked
package dev.quickstudy.head.fitted;

import org.jspecify.annotations.NullMarked;
