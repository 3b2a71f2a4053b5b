import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from './caller.js';
import { lastSpeechSample } from './speech-onset.js';

export interface PersonTurn {
  /** Last speech sample of the person sent → first agent sample heard. */
  readonly totalMs: number;
  /** Shares of the stages as the server measured them, in ms. */
  readonly stagesMs: Readonly<Record<string, number>>;
}

const PATIENCE_MS = 15_000;

/** Says a clip to a silent agent and waits for the first sample of its answer. Undefined when none came. */
export async function takeTurn(caller: Caller, clip: Int16Array): Promise<PersonTurn | undefined> {
  // Nobody answered: undefined says so.
  const stats = caller
    .next('turn', undefined, PATIENCE_MS + (clip.length / 16_000) * 1000)
    .catch(() => undefined);
  const heardFrom = caller.heard.length;
  const spokenAtMs = await caller.say(clip, lastSpeechSample(clip, 16_000) - 1);
  const turn = await stats;
  if (turn === undefined) return undefined;
  const deadlineMs = performance.now() + 3000;
  while (caller.heard.length === heardFrom && performance.now() < deadlineMs) await delay(5);
  const first = caller.heard[heardFrom];
  if (first === undefined) return undefined;
  const { total: _, ...stagesMs } = turn.spansMs;
  return { totalMs: first.atMs - spokenAtMs, stagesMs };
}
