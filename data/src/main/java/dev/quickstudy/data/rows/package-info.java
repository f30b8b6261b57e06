/**
 * Files of rows – separated values, JSON, ARFF –, read one way for texts and for tables: what form
 * a file has is found in it, said, and can be stated instead.
 */
@NullMarked
package dev.quickstudy.data.rows;

import org.jspecify.annotations.NullMarked;
