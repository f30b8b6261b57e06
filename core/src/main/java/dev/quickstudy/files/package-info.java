/** Files that are written whole or not at all, and hashes of what is in them. */
@NullMarked
package dev.quickstudy.files;

import org.jspecify.annotations.NullMarked;
