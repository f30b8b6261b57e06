/** Files that are written whole or not at all. */
@NullMarked
package dev.quickstudy.files;

import org.jspecify.annotations.NullMarked;
