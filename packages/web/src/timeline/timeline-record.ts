import type { SessionStateName } from '@parley/client';

export type Side = 'agent' | 'person';
export type MarkKind = 'start' | 'hold' | 'resume' | 'flush' | 'end' | 'underrun';

export interface Mark {
  readonly kind: MarkKind;
  readonly atMs: number;
}

export interface Stretch {
  readonly fromMs: number;
  /** Undefined: still going on. */
  toMs: number | undefined;
}

export interface StateSpan {
  readonly state: SessionStateName;
  readonly fromMs: number;
}

/**
 * What happened in the last five minutes, for the eye: levels of both sides, when the server heard speech, states,
 * and where the reply was held, resumed or stopped. All times in ms of `performance.now`.
 */
export interface TimelineRecord {
  addLevel(side: Side, rms: number): void;
  addMark(kind: MarkKind): void;
  addSpeech(active: boolean): void;
  addState(state: SessionStateName): void;
  /** Loudest level (0 to 1, in rms) of a side between two times; 0 where nothing was. */
  level(side: Side, fromMs: number, toMs: number): number;
  readonly marks: readonly Mark[];
  readonly speech: readonly Stretch[];
  /** When the reply was frozen. */
  readonly holds: readonly Stretch[];
  readonly states: readonly StateSpan[];
}

/** As long as the sound record: what can be seen can be saved. */
export const KEPT_MS = 300_000;
const BIN_MS = 20;
const BINS = KEPT_MS / BIN_MS;
const MAX_EVENTS = 400;

export function createTimelineRecord(nowMs: () => number = () => performance.now()): TimelineRecord {
  const levels = { agent: new Float32Array(BINS), person: new Float32Array(BINS) };
  const newest = { agent: -1, person: -1 };
  const marks: Mark[] = [];
  const speech: Stretch[] = [];
  const holds: Stretch[] = [];
  const states: StateSpan[] = [];

  function keep<T>(list: T[], item: T): void {
    list.push(item);
    if (list.length > MAX_EVENTS) list.shift();
  }

  function setActive(list: Stretch[], active: boolean): void {
    const last = list.at(-1);
    const open = last !== undefined && last.toMs === undefined;
    if (active && !open) keep(list, { fromMs: nowMs(), toMs: undefined });
    if (!active && open) last.toMs = nowMs();
  }

  return {
    marks,
    speech,
    holds,
    states,
    addLevel(side, rms) {
      // Levels arrive in bursts; each takes the next bin, so that a burst does not fall into one.
      const bin = Math.floor(nowMs() / BIN_MS);
      const next = Math.max(newest[side] + 1, bin - 4);
      const clear = Math.min(next - newest[side] - 1, BINS);
      for (let i = 1; i <= clear; i += 1) levels[side][(newest[side] + i) % BINS] = 0;
      levels[side][next % BINS] = rms;
      newest[side] = next;
    },
    addMark(kind) {
      keep(marks, { kind, atMs: nowMs() });
      if (kind === 'hold') setActive(holds, true);
      else if (kind !== 'underrun') setActive(holds, false);
    },
    addSpeech: (active) => setActive(speech, active),
    addState: (state) => keep(states, { state, fromMs: nowMs() }),
    level(side, fromMs, toMs) {
      let loudest = 0;
      const last = Math.min(Math.ceil(toMs / BIN_MS), newest[side] + 1);
      for (
        let bin = Math.max(Math.floor(fromMs / BIN_MS), newest[side] - BINS + 1, 0);
        bin < last;
        bin += 1
      ) {
        loudest = Math.max(loudest, levels[side][bin % BINS] ?? 0);
      }
      return loudest;
    },
  };
}
