/** Classical learners of tables: what a meta-learner has to be ahead of. */
@NullMarked
package dev.quickstudy.tables.classical;

import org.jspecify.annotations.NullMarked;
