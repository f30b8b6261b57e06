/** Heads that compare embeddings: by a distance, an attention or a relation that is learned. */
@NullMarked
package dev.quickstudy.head.metric;

import org.jspecify.annotations.NullMarked;
