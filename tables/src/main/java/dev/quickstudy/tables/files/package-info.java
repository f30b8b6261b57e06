/** Tables in files of rows: read, checked, described. */
@NullMarked
package dev.quickstudy.tables.files;

import org.jspecify.annotations.NullMarked;
