/** Drawn characters and digits as tasks: Omniglot, MNIST, and glyphs that are generated. */
@NullMarked
package dev.quickstudy.data.characters;

import org.jspecify.annotations.NullMarked;
