/** Audio of one utterance on its way to the lane. Bounded by the recognition that holds it. */
export interface Utterance {
  /** Names it in the lane; unique in the worker. */
  readonly id: number;
  /** The client's own number, repeated on its events. */
  readonly number: number;
  /** Where it begins on the clock of the call. */
  readonly startMs: number;
  /** Audio received. */
  heardMs: number;
  /** Audio received since the last pass began. */
  sincePassMs: number;
  passes: number;
  flushWanted: boolean;
  finalWanted: boolean;
  /** Thrown away: what still comes from the lane is not told. */
  dropped: boolean;
  readonly chunks: Int16Array[];
}

let lastId = 0;

export function createUtterance(number: number, startMs: number): Utterance {
  return {
    id: ++lastId,
    number,
    startMs,
    heardMs: 0,
    sincePassMs: 0,
    passes: 0,
    flushWanted: false,
    finalWanted: false,
    dropped: false,
    chunks: [],
  };
}

/** Takes the audio that waits, in an array of its own that can be moved to the lane. */
export function takeAudio(utterance: Utterance): Int16Array<ArrayBuffer> {
  const samples = utterance.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const joined = new Int16Array(samples);
  let at = 0;
  for (const chunk of utterance.chunks.splice(0)) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  utterance.sincePassMs = 0;
  return joined;
}
