/** Layers that networks are made of. */
@NullMarked
package dev.quickstudy.nn.layers;

import org.jspecify.annotations.NullMarked;
