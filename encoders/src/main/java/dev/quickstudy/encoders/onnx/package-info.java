/**
 * What encoders of all kinds share: their files, sessions of ONNX Runtime, and embeddings kept on
 * disk.
 */
@NullMarked
package dev.quickstudy.encoders.onnx;

import org.jspecify.annotations.NullMarked;
