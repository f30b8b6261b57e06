/** Threads that pieces of work are done on. */
@NullMarked
package dev.quickstudy.threads;

import org.jspecify.annotations.NullMarked;
