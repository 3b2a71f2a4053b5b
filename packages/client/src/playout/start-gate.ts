/** Times the threshold. */
const LONGEST_WAIT = 4;

/** The jitter buffer's patience: when enough waits for a reply to start. */
export class StartGate {
  readonly #thresholdSamples: number;
  #waitedSamples = 0;

  constructor(thresholdSamples: number) {
    this.#thresholdSamples = thresholdSamples;
  }

  /** Asked for every output while something waits; `complete`: nothing more of the reply will come. */
  opens(waitingSamples: number, complete: boolean, outputSamples: number): boolean {
    this.#waitedSamples += outputSamples;
    return (
      complete ||
      waitingSamples >= this.#thresholdSamples ||
      this.#waitedSamples > LONGEST_WAIT * this.#thresholdSamples
    );
  }

  /** The next wait begins anew. */
  shut(): void {
    this.#waitedSamples = 0;
  }
}
