/** Heads that look at all queries of a task at once. */
@NullMarked
package dev.quickstudy.head.transductive;

import org.jspecify.annotations.NullMarked;
