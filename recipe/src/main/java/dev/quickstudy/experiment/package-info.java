/**
 * An experiment: a recipe that is opened, checked, trained, judged and calibrated in a run folder.
 */
@NullMarked
package dev.quickstudy.experiment;

import org.jspecify.annotations.NullMarked;
