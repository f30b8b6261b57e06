/** A look at files that a user brings, and a first recipe for them. */
@NullMarked
package dev.quickstudy.survey;

import org.jspecify.annotations.NullMarked;
