/** Heads: classifiers and set models that are fitted on the embeddings of a support set. */
@NullMarked
package dev.quickstudy.head;

import org.jspecify.annotations.NullMarked;
