/** Tables: reading them, preparing them, tasks drawn from them, and classical learners beside. */
@NullMarked
package dev.quickstudy.tables;

import org.jspecify.annotations.NullMarked;
