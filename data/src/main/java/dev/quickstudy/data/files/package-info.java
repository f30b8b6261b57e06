/**
 * Examples that are files of their own: folders, zip archives and IDX files, and which class and
 * split the place of a file tells.
 */
@NullMarked
package dev.quickstudy.data.files;

import org.jspecify.annotations.NullMarked;
