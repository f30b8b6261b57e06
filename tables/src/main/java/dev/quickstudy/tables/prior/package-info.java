/** Tables that are generated, for learners that are trained on nothing else. */
@NullMarked
package dev.quickstudy.tables.prior;

import org.jspecify.annotations.NullMarked;
