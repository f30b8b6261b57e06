/** What a run has learned, for people: one self-contained page, and pictures. */
@NullMarked
package dev.quickstudy.report;

import org.jspecify.annotations.NullMarked;
