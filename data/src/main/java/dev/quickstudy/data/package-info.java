/**
 * Where tasks come from: readers of data sets, the user's own pictures, and generated task
 * families.
 */
@NullMarked
package dev.quickstudy.data;

import org.jspecify.annotations.NullMarked;
