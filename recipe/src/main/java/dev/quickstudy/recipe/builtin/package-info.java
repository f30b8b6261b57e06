/** Words of recipes that this module brings itself. */
@NullMarked
package dev.quickstudy.recipe.builtin;

import org.jspecify.annotations.NullMarked;
