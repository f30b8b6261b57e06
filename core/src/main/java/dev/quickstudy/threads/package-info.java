/** Threads that share independent pieces of work. */
@NullMarked
package dev.quickstudy.threads;

import org.jspecify.annotations.NullMarked;
