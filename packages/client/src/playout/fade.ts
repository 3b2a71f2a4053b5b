/** Gains from 0 at the first index to 1 at the last, without a corner at either end. */
function raisedCosine(samples: number): Float32Array {
  return Float32Array.from({ length: samples + 1 }, (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * i) / samples));
}

/** A gain that moves between silence and full level, one step a sample. Begins at full level. */
export class Fade {
  readonly #gains: Float32Array;
  #index: number;

  constructor(samples: number) {
    this.#gains = raisedCosine(samples);
    this.#index = samples;
  }

  /** Samples until silence, fading out. */
  get toSilence(): number {
    return this.#index;
  }

  /** Samples until full level, fading in. */
  get toFull(): number {
    return this.#gains.length - 1 - this.#index;
  }

  open(): void {
    this.#index = this.#gains.length - 1;
  }

  shut(): void {
    this.#index = 0;
  }

  /** The next sample's gain; `step` is −1 to fade out, 1 to fade in, 0 to stay. */
  next(step: -1 | 0 | 1): number {
    this.#index += step;
    return this.#gains[this.#index] ?? 1;
  }
}

/** Softens a cut in mid-sound: the last value dies away over a fade. No sample of what was cut is used. */
export class CutTail {
  readonly #gains: Float32Array;
  #lastValue = 0;
  #value = 0;
  /** Index into the gains; 0 when there is no tail. */
  #index = 0;

  constructor(fadeSamples: number) {
    this.#gains = raisedCosine(fadeSamples);
  }

  /** The last sample that sounded; 0 when none did. */
  heard(value: number): void {
    this.#lastValue = value;
  }

  start(): void {
    if (this.#lastValue === 0) return;
    this.#value = this.#lastValue;
    this.#index = this.#gains.length - 1;
    this.#lastValue = 0;
  }

  /** Adds what is left of the tail to the output. */
  render(output: Float32Array, from: number): void {
    for (let i = from; i < output.length && this.#index > 0; i += 1) {
      this.#index -= 1;
      output[i] = (output[i] ?? 0) + this.#value * (this.#gains[this.#index] ?? 0);
    }
  }
}
