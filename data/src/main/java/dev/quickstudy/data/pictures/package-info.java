/**
 * Pictures of any size as examples of one shape: decoding, the user's own folders, CIFAR-FS, and
 * pictures that are fitted or varied.
 */
@NullMarked
package dev.quickstudy.data.pictures;

import org.jspecify.annotations.NullMarked;
