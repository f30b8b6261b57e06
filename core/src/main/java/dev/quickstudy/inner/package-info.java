/** What inner loops can learn: where descent starts and how its steps are made. */
@NullMarked
package dev.quickstudy.inner;

import org.jspecify.annotations.NullMarked;
