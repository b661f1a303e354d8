/** Lower triangles of symmetric matrices, row by row. */
export type Triangle = Float64Array;

/** Factors a positive definite matrix in place: L, so that L L' is the matrix. */
export function factorise(matrix: Triangle, size: number): void {
  for (let row = 0; row < size; row++) {
    const rowStart = row * size;
    for (let column = 0; column <= row; column++) {
      const columnStart = column * size;
      let sum = matrix[rowStart + column] ?? 0;
      for (let k = 0; k < column; k++) sum -= (matrix[rowStart + k] ?? 0) * (matrix[columnStart + k] ?? 0);
      matrix[rowStart + column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (matrix[columnStart + column] ?? 1);
    }
  }
}

/** The x for which L L' x is `right`. */
export function solve(factor: Triangle, right: Float64Array): Float64Array {
  const size = right.length;
  const x = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    let sum = x[row] ?? 0;
    for (let k = 0; k < row; k++) sum -= (factor[row * size + k] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (factor[row * size + row] ?? 1);
  }
  for (let row = size - 1; row >= 0; row--) {
    const value = (x[row] ?? 0) / (factor[row * size + row] ?? 1);
    x[row] = value;
    for (let k = 0; k < row; k++) x[k] = (x[k] ?? 0) - (factor[row * size + k] ?? 0) * value;
  }
  return x;
}
