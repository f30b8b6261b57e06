/** Networks that learners adapt, and networks around others. */
@NullMarked
package dev.quickstudy.nn.networks;

import org.jspecify.annotations.NullMarked;
