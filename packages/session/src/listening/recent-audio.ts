/** The last stretch of audio, in a ring of fixed size. */
export class RecentAudio {
  readonly #ring: Float32Array;
  #next = 0;
  #length = 0;

  constructor(capacitySamples: number) {
    this.#ring = new Float32Array(Math.max(1, Math.round(capacitySamples)));
  }

  push(samples: Float32Array): void {
    const kept =
      samples.length > this.#ring.length ? samples.subarray(samples.length - this.#ring.length) : samples;
    const head = Math.min(kept.length, this.#ring.length - this.#next);
    this.#ring.set(kept.subarray(0, head), this.#next);
    this.#ring.set(kept.subarray(head), 0);
    this.#next = (this.#next + kept.length) % this.#ring.length;
    this.#length = Math.min(this.#ring.length, this.#length + kept.length);
  }

  /** A copy of at most the last `samples`, oldest first. */
  latest(samples: number): Float32Array {
    const length = Math.min(samples, this.#length);
    const copy = new Float32Array(length);
    const start = (this.#next - length + this.#ring.length) % this.#ring.length;
    const head = Math.min(length, this.#ring.length - start);
    copy.set(this.#ring.subarray(start, start + head));
    copy.set(this.#ring.subarray(0, length - head), head);
    return copy;
  }

  /** Everything there is; then it is empty. */
  drain(): Float32Array {
    const all = this.latest(this.#length);
    this.#length = 0;
    return all;
  }
}
