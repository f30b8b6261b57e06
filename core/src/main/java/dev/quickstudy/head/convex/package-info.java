/** Heads that solve a convex problem of each task to its end. */
@NullMarked
package dev.quickstudy.head.convex;

import org.jspecify.annotations.NullMarked;
