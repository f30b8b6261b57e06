/** Steps of preparation, from columns to numbers, fitted on support rows only. */
@NullMarked
package dev.quickstudy.tables.steps;

import org.jspecify.annotations.NullMarked;
