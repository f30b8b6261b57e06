/**
 * How long whole meta-steps take: beside the machine's own rate of multiplying matrices, and beside
 * other libraries in processes of their own.
 */
@NullMarked
package dev.quickstudy.bench;

import org.jspecify.annotations.NullMarked;
