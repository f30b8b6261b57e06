/** What jars on the class path announce: words of recipes, recipes, and kinds of files. */
@NullMarked
package dev.quickstudy.kinds;

import org.jspecify.annotations.NullMarked;
