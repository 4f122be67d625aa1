// A recording, unpacked: base64, gzip, byte planes, differences, back to frames.

/** @import { ControlSpecification, Frame, PackedArray, Points, Recording } from "./contract.js" */

/**
 * The frame function of a recording; a promise, since the browser inflates in the background.
 * @param {Recording} recording
 * @param {ControlSpecification[]} controls
 * @returns {Promise<(state: number[]) => Frame>}
 */
export async function unpack(recording, controls) {
  const packed = Uint8Array.from(atob(recording.bytes), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const grids = controls.map(recordedValues), counts = grids.map((values) => values.length);
  const arrays = recording.arrays.map((array) => decode(bytes, array, counts));
  const nearest = (/** @type {number[]} */ values, /** @type {number} */ value) =>
    values.reduce((best, one, i) => (Math.abs(one - value) < Math.abs(values[best] - value) ? i : best), 0);
  return (state) => {
    const places = state.map((value, i) => nearest(grids[i], value));
    const slices = recording.arrays.map((array, k) => {
      const index = array.on.reduce((sum, control) => sum * counts[control] + places[control], 0);
      return arrays[k].subarray(index * array.size, (index + 1) * array.size);
    });
    const marks = slices.slice(0, -1).map(points);
    return { m: marks, r: Array.from(slices[slices.length - 1], (value, i) => number(value, recording.digits[i])) };
  };
}

/**
 * The values that a control was recorded at.
 * @param {ControlSpecification} control
 */
export function recordedValues({ name, values }) {
  if (!values) throw new Error(`${name} has no recorded values`);
  return values;
}

/**
 * One array: whole numbers whose bytes lie plane by plane, then summed along each axis they were differenced on.
 * @param {Uint8Array} bytes
 * @param {PackedArray} array
 * @param {number[]} counts
 */
function decode(bytes, array, counts) {
  const shape = [...array.on.map((control) => counts[control]), ...array.inner];
  const total = shape.reduce((product, count) => product * count, 1);
  const wide = array.width === 4;
  const values = wide ? new Int32Array(total) : new Int16Array(total);
  for (let i = 0; i < total; i++) {
    let value = 0;
    for (let plane = array.width - 1; plane >= 0; plane--) value = (value << 8) | bytes[array.start + plane * total + i];
    values[i] = value; // a typed array wraps as the encoder's did
  }
  for (const axis of array.differenced) {
    const stride = shape.slice(axis + 1).reduce((product, count) => product * count, 1);
    for (let i = 0; i < total; i++) if (Math.floor(i / stride) % shape[axis] > 0) values[i] += values[i - stride];
  }
  return values;
}

/**
 * Tenths of a pixel to points; the lowest whole number lifts the pen.
 * @param {Int16Array | Int32Array} slice
 * @returns {Points}
 */
function points(slice) {
  const half = slice.length / 2, xs = new Array(half), ys = new Array(half);
  for (let i = 0; i < half; i++) {
    xs[i] = slice[i] === -32768 ? NaN : slice[i] / 10;
    ys[i] = slice[half + i] === -32768 ? NaN : slice[half + i] / 10;
  }
  return [xs, ys];
}

/**
 * A recorded readout: a whole number of its last shown digit; the extremes stand for what is not a number.
 * @param {number} value
 * @param {number} digits
 */
function number(value, digits) {
  if (value === 2147483647) return Infinity;
  if (value === -2147483647) return -Infinity;
  return value === -2147483648 ? NaN : value / 10 ** digits;
}
