/** Recipes: a training run in words, and the experiment that it describes. */
@NullMarked
package dev.quickstudy.recipe;

import org.jspecify.annotations.NullMarked;
