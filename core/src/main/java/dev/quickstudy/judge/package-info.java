/** How well a learner does and how sure it may be: scores with intervals, calibration. */
@NullMarked
package dev.quickstudy.judge;

import org.jspecify.annotations.NullMarked;
