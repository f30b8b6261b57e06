/** Recipes: a training run in words, and the ring that it describes. */
@NullMarked
package dev.quickstudy.recipe;

import org.jspecify.annotations.NullMarked;
