/** Published figures beside ours: what is trained and judged for them, and the tables of it. */
@NullMarked
package dev.quickstudy.reproduce;

import org.jspecify.annotations.NullMarked;
