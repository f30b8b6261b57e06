/**
 * Tensors, shapes, automatic differentiation, random keys and native memory: the only package that
 * names the native engine.
 */
@NullMarked
package dev.quickstudy.tensor;

import org.jspecify.annotations.NullMarked;
