import { setTimeout as delay } from 'node:timers/promises';
import { type Caller, lastHeardMs } from './caller.js';

/** A reply long enough to be interrupted anywhere in its first ten seconds. */
export const LONG_REPLY =
  'The lighthouse keeper climbed the winding stairs every evening to light the great lamp. ' +
  'From the gallery he could see the fishing boats come home across the bay, one after another, in the last light. ' +
  'He wrote the name of each in a heavy book, with the hour, the weather and the colour of the water. ' +
  'His father had kept the same book before him, and nobody had ever asked to read it.';

export interface Trial {
  /** The agent was still to be heard when the first speech sample was sent; or had been held on a sound before it; nothing else is an interruption. */
  readonly valid: boolean;
  /** First speech sample sent to the last agent sample heard, in ms. Undefined when the reply was not stopped. */
  readonly stopMs: number | undefined;
  /** The agent was held, whatever came of it. */
  readonly held: boolean;
  /** It was held and went on. */
  readonly resumed: boolean;
  /** When the reply was heard again after the last hold that was taken back. */
  readonly resumedAtMs: number | undefined;
  /** When that hold began. */
  readonly heldAtMs: number | undefined;
}

/** A reply that was heard so shortly before the person spoke was sounding. */
export const AUDIBLE_WITHIN_MS = 250;

/** Has a reply spoken, says a clip over it after `offsetMs` of sound, and tells what became of the reply. */
export async function interrupt(
  caller: Caller,
  clip: Int16Array,
  firstSpeech: number,
  offsetMs: number,
): Promise<Trial> {
  await quiet(caller);
  const logFrom = caller.log.length;
  const heardFrom = caller.heard.length;
  caller.client.sendText(LONG_REPLY, { respond: false });
  await waitFor(() => caller.heard.length > heardFrom, 10_000, 'the reply to sound');
  const generation = caller.heard[heardFrom]?.generation ?? 0;
  await delay(offsetMs);
  const spokenAtMs = await caller.say(clip, firstSpeech);
  const clipEndMs = performance.now();
  const actions = (): string[] =>
    caller.log
      .slice(logFrom)
      .filter(
        ({ name, event }) =>
          name === 'playback' && (event as { generation: number }).generation === generation,
      )
      .map(({ event }) => (event as { cause: string }).cause);
  // Decided within 200 ms of silence and a verdict; 1.5 s covers a slow one.
  const deadline = clipEndMs + 1500;
  while (performance.now() < deadline && !actions().includes('flush')) await delay(20);
  const stopped = actions().includes('flush');
  const spans = caller.heard.filter((span) => span.generation === generation);
  const lastToldMs = (cause: string, beforeMs: number): number | undefined =>
    caller.log
      .slice(logFrom)
      .findLast(
        ({ name, event, atMs }) =>
          name === 'playback' &&
          atMs < beforeMs &&
          (event as { generation: number }).generation === generation &&
          (event as { cause: string }).cause === cause,
      )?.atMs;
  const resumeToldMs = lastToldMs('resume', Number.POSITIVE_INFINITY);
  // Not any gap: a reply that starves has gaps too.
  const resumed =
    resumeToldMs === undefined
      ? undefined
      : spans.find((span) => span.atMs + span.samples / 48 > resumeToldMs);
  const last = lastHeardMs(caller.heard, generation);
  const audible = spans.some(
    (span) => span.atMs <= spokenAtMs && span.atMs + span.samples / 48 > spokenAtMs - AUDIBLE_WITHIN_MS,
  );
  const heldBefore = caller.log
    .slice(logFrom)
    .some(
      ({ name, event, atMs }) =>
        name === 'playback' && atMs < spokenAtMs && (event as { cause: string }).cause === 'hold',
    );
  caller.client.stop();
  return {
    valid: audible || heldBefore,
    stopMs: stopped && last !== undefined ? last - spokenAtMs : undefined,
    held: actions().includes('hold'),
    resumed: resumed !== undefined && !stopped,
    resumedAtMs: stopped ? undefined : resumed?.atMs,
    heldAtMs: resumeToldMs === undefined ? undefined : lastToldMs('hold', resumeToldMs),
  };
}

/** Nothing is being said or thought: stops what there is until the agent has been silent for half a second. */
export async function quiet(caller: Caller): Promise<void> {
  caller.client.stop();
  let silentSinceMs = performance.now();
  let seen = caller.heard.length;
  const deadline = silentSinceMs + 15_000;
  while (performance.now() - silentSinceMs < 500) {
    if (performance.now() > deadline) throw new Error('the agent does not fall silent');
    await delay(50);
    const state = caller.log.findLast(({ name }) => name === 'state')?.event as { state: string } | undefined;
    if (caller.heard.length > seen || state?.state === 'processing' || state?.state === 'speaking') {
      seen = caller.heard.length;
      silentSinceMs = performance.now();
      caller.client.stop();
    }
  }
}

async function waitFor(test: () => boolean, timeoutMs: number, what: string): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!test()) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await delay(5);
  }
}
