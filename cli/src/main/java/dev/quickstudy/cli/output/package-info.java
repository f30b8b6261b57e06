/** What the command prints, and how it fails. */
@NullMarked
package dev.quickstudy.cli.output;

import org.jspecify.annotations.NullMarked;
