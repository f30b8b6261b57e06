/** Heads that read the support set as a context: processes, transformers, memories. */
@NullMarked
package dev.quickstudy.head.context;

import org.jspecify.annotations.NullMarked;
