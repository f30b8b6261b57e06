/** Recordings, heard by an encoder of a file of the user. */
@NullMarked
package dev.quickstudy.encoders.sounds;

import org.jspecify.annotations.NullMarked;
