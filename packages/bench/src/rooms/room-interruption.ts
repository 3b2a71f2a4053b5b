import { setTimeout as delay } from 'node:timers/promises';
import { AUDIBLE_WITHIN_MS, LONG_REPLY } from '../interruption-trial.js';
import type { RoomCaller } from './room-caller.js';

/** First speech sample handed over to the last agent sample heard, in ms. */
export interface RoomInterruption {
  /** The agent sounded when the person began. */
  readonly valid: boolean;
  /** The reply ended. */
  readonly stopped: boolean;
  /** By any subscriber of the track. */
  readonly plainMs: number;
  /** By our client, which mutes when it is told to hold. */
  readonly clientMs: number;
  /** First speech sample to the word of the server that it holds. */
  readonly toldMs: number | undefined;
}

const QUIET_MS = 600;
/** 2.5 s at 48 kHz: nothing is decided later. */
const LONGEST_SPEECH = 120_000;

/** Has a reply of a steady tone spoken, says a 48 kHz clip over it, and tells when the tone ended. */
export async function interruptInRoom(
  caller: RoomCaller,
  clip: Int16Array,
  firstSpeech: number,
  offsetMs: number,
): Promise<RoomInterruption> {
  const { ears, messages } = caller;
  await untilQuiet(caller);
  ears.forget();
  const from = messages.length;
  await caller.send({ type: 'text', text: LONG_REPLY, respond: false });
  await caller.until(() => ears.clientMs !== undefined, 'the reply to sound');
  await delay(offsetMs);
  const actions = () => messages.slice(from).filter(({ message }) => message.type === 'playback');
  const spokenMs = await caller.microphone.say(clip.subarray(0, firstSpeech + LONGEST_SPEECH), firstSpeech);
  const stopped = (): boolean => actions().some(({ message }) => message.action === 'flush');
  const deadlineMs = performance.now() + 1500;
  while (performance.now() < deadlineMs && !stopped()) await delay(20);
  // What is still under way is heard before the reading.
  if (!ears.nextBegan) await delay(300);
  const { plainMs = 0, clientMs = 0 } = ears;
  const hold = actions().findLast(({ message }) => message.action === 'hold');
  return {
    valid: plainMs > spokenMs - AUDIBLE_WITHIN_MS,
    stopped: stopped(),
    plainMs: plainMs - spokenMs,
    clientMs: clientMs - spokenMs,
    toldMs: hold === undefined ? undefined : hold.atMs - spokenMs,
  };
}

async function untilQuiet({ ears, messages, send }: RoomCaller): Promise<void> {
  const deadlineMs = performance.now() + 15_000;
  await send({ type: 'control', command: 'STOP' });
  for (;;) {
    await delay(50);
    const state = messages.findLast(({ message }) => message.type === 'state')?.message.state;
    if (performance.now() > deadlineMs) throw new Error('the agent does not fall silent');
    if (state === 'speaking') await send({ type: 'control', command: 'STOP' });
    else if (performance.now() - Math.max(ears.plainMs ?? 0, messages.at(-1)?.atMs ?? 0) > QUIET_MS) return;
  }
}
