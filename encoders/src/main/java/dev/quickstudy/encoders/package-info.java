/** Pretrained encoders, run on the processor, and their cached embeddings. */
@NullMarked
package dev.quickstudy.encoders;

import org.jspecify.annotations.NullMarked;
