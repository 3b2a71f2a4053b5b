/** A complex discrete Fourier transform of a fixed length, in double precision. */
export interface FourierTransform {
  readonly length: number;
  /** Transforms `re + i·im` in place. */
  forward(re: Float64Array, im: Float64Array): void;
}

/**
 * Mixed-radix Cooley-Tukey in Stockham's order (no bit reversal), for lengths whose prime factors are 2, 3 and 5.
 * Own code because whisper's frame has 400 samples: the libraries take powers of two, or single precision, and
 * a difference of 5e-6 in a feature was seen to move an end-of-turn score by 0.2.
 */
export function createFourierTransform(length: number): FourierTransform {
  const stages = factorsOf(length).reduce<Stage[]>((made, radix) => {
    const before = made.reduce((product, stage) => product * stage.radix, 1);
    made.push(createStage(length, radix, before));
    return made;
  }, []);
  const otherRe = new Float64Array(length);
  const otherIm = new Float64Array(length);
  return {
    length,
    forward: (re, im) => {
      let from: [Float64Array, Float64Array] = [re, im];
      let to: [Float64Array, Float64Array] = [otherRe, otherIm];
      for (const stage of stages) {
        stage.run(from[0], from[1], to[0], to[1]);
        [from, to] = [to, from];
      }
      if (from[0] !== re) {
        re.set(from[0]);
        im.set(from[1]);
      }
    },
  };
}

interface Stage {
  readonly radix: number;
  run(re: Float64Array, im: Float64Array, toRe: Float64Array, toIm: Float64Array): void;
}

function factorsOf(length: number): number[] {
  if (!Number.isInteger(length) || length < 1)
    throw new RangeError(`no Fourier transform of length ${length}`);
  const factors: number[] = [];
  let rest = length;
  for (const radix of [4, 2, 3, 5]) {
    while (rest % radix === 0) {
      factors.push(radix);
      rest /= radix;
    }
  }
  if (rest !== 1) throw new RangeError(`no Fourier transform of length ${length}`);
  return factors;
}

/**
 * One pass: `before` transforms of that length are done; groups of `radix` of them become one of `radix · before`.
 * Twiddles and the small transform's matrix are tables.
 */
function createStage(length: number, radix: number, before: number): Stage {
  const groups = length / (radix * before);
  const span = radix * before;
  const twiddleRe = new Float64Array(span);
  const twiddleIm = new Float64Array(span);
  for (let k = 0; k < before; k++) {
    for (let leg = 0; leg < radix; leg++) {
      const angle = (-2 * Math.PI * k * leg) / span;
      twiddleRe[k * radix + leg] = Math.cos(angle);
      twiddleIm[k * radix + leg] = Math.sin(angle);
    }
  }
  const matrixRe = new Float64Array(radix * radix);
  const matrixIm = new Float64Array(radix * radix);
  for (let row = 0; row < radix; row++) {
    for (let leg = 0; leg < radix; leg++) {
      const angle = (-2 * Math.PI * ((row * leg) % radix)) / radix;
      matrixRe[row * radix + leg] = Math.cos(angle);
      matrixIm[row * radix + leg] = Math.sin(angle);
    }
  }
  const legRe = new Float64Array(radix);
  const legIm = new Float64Array(radix);

  const run = (re: Float64Array, im: Float64Array, toRe: Float64Array, toIm: Float64Array) => {
    for (let group = 0; group < groups; group++) {
      for (let k = 0; k < before; k++) {
        for (let leg = 0; leg < radix; leg++) {
          const at = (group + leg * groups) * before + k;
          const wr = twiddleRe[k * radix + leg] as number;
          const wi = twiddleIm[k * radix + leg] as number;
          const xr = re[at] as number;
          const xi = im[at] as number;
          legRe[leg] = xr * wr - xi * wi;
          legIm[leg] = xr * wi + xi * wr;
        }
        for (let row = 0; row < radix; row++) {
          let sumRe = 0;
          let sumIm = 0;
          for (let leg = 0; leg < radix; leg++) {
            const mr = matrixRe[row * radix + leg] as number;
            const mi = matrixIm[row * radix + leg] as number;
            const xr = legRe[leg] as number;
            const xi = legIm[leg] as number;
            sumRe += xr * mr - xi * mi;
            sumIm += xr * mi + xi * mr;
          }
          const at = group * span + row * before + k;
          toRe[at] = sumRe;
          toIm[at] = sumIm;
        }
      }
    }
  };
  return { radix, run };
}
