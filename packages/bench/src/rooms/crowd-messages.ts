/** To a process that holds some of the people. */
export type CrowdCommand =
  /** Answered by `prepared` once the process can take people. */
  | { readonly type: 'prepare' }
  /** Each enters a room; answered by `entered` once each was greeted or given up. */
  | { readonly type: 'enter'; readonly httpUrl: string; readonly count: number }
  /** Everybody is spoken to with this text, whatever they say; answered by `sounding` when all hear it. */
  | { readonly type: 'listen'; readonly text: string }
  /** Everybody says this 48 kHz clip round and round, each from a place of their own. */
  | { readonly type: 'talk'; readonly clip: Int16Array }
  /** What arrives is read from now on for so long; answered by `reading`. */
  | { readonly type: 'read'; readonly durationMs: number }
  | { readonly type: 'leave' };

export type CrowdReport =
  | { readonly type: 'prepared' }
  | { readonly type: 'entered'; readonly entries: readonly Entry[]; readonly refused: number }
  | { readonly type: 'sounding' }
  | { readonly type: 'reading'; readonly people: readonly Reading[] }
  | { readonly type: 'failed'; readonly reason: string };

/** One person's way in, in ms from asking for a room. */
export interface Entry {
  /** The session began. */
  readonly sessionMs: number;
  /** The first audible sample of the greeting. */
  readonly greetingMs: number;
}

/** What one person heard. */
export interface Reading {
  /** How far each frame was from the 20 ms grid, early or late. */
  readonly deviationsMs: readonly number[];
  /** Frames that were lost, late, or made up by the receiver. */
  readonly broken: number;
  readonly frames: number;
}
