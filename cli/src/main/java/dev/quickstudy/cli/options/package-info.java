/** Options that commands share. */
@NullMarked
package dev.quickstudy.cli.options;

import org.jspecify.annotations.NullMarked;
