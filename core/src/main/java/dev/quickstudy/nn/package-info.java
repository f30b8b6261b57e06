/** Networks, their parameters, losses, and the transforms that turn gradients into updates. */
@NullMarked
package dev.quickstudy.nn;

import org.jspecify.annotations.NullMarked;
