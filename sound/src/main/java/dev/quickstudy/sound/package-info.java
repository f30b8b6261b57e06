/** Sound as tasks: WAV files, what is seen of them, and tasks of recordings. */
@NullMarked
package dev.quickstudy.sound;

import org.jspecify.annotations.NullMarked;
