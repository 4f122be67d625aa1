// What printed formulas call that JavaScript lacks.

/**
 * A square: Math.pow takes many times as long.
 * @param {number} x
 */
export function SQ(x) { return x * x; }

/**
 * The logarithm of a sum of exponentials; the arguments by their index, since spread out again they double the time.
 * @param {...number} a
 */
export function LSE(...a) {
  let m = -Infinity, t = 0;
  for (let i = 0; i < a.length; i++) m = Math.max(m, a[i]);
  if (!isFinite(m)) return m;
  for (let i = 0; i < a.length; i++) t += Math.exp(a[i] - m);
  return m + Math.log(t);
}
