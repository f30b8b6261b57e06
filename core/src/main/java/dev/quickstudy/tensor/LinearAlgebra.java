package dev.quickstudy.tensor;

import java.util.List;
import org.bytedeco.pytorch.global.torch;

/** Systems of linear equations, differentiable to any order; leading dimensions are a batch. */
public final class LinearAlgebra {
  private LinearAlgebra() {}

  /**
   * The X with matrix · X = right.
   *
   * @param matrix {@code [..., n, n]}
   * @param right {@code [..., n, k]}
   * @return {@code [..., n, k]}
   * @throws TensorException if the matrix is singular
   */
  public static Tensor solve(Tensor matrix, Tensor right) {
    return Tensor.result(
        "solve", List.of(matrix, right), all -> torch.linalg_solve(all[0], all[1]));
  }

  /**
   * The inverse of a matrix.
   *
   * @param matrix {@code [..., n, n]}
   * @throws TensorException if the matrix is singular
   */
  public static Tensor inverse(Tensor matrix) {
    return Tensor.result("inverse", List.of(matrix), all -> torch.linalg_inv(all[0]));
  }

  /**
   * The lower triangular L with L · Lᵀ = matrix.
   *
   * @param matrix symmetric and positive definite, {@code [..., n, n]}
   * @throws TensorException if the matrix is not positive definite
   */
  public static Tensor cholesky(Tensor matrix) {
    return Tensor.result("cholesky", List.of(matrix), all -> torch.linalg_cholesky(all[0]));
  }

  /** The identity matrix, {@code [n, n]}. */
  public static Tensor identity(int n, DType type) {
    long[] diagonal = new long[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = i;
    }
    return Tensor.of(diagonal, n).oneHot(n, type);
  }
}
