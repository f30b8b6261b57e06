/**
 * What all readers of data share: inputs of programs, what is wrong with data, fingerprints, and
 * which public data sets can be fetched.
 */
@NullMarked
package dev.quickstudy.data;

import org.jspecify.annotations.NullMarked;
