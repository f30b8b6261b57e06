/** Pictures, seen by an encoder of a file of the user. */
@NullMarked
package dev.quickstudy.encoders.pictures;

import org.jspecify.annotations.NullMarked;
