import { setTimeout as delay } from 'node:timers/promises';
import { AUDIBLE_WITHIN_MS } from '../interruption-trial.js';
import { watchEars } from './heard-spans.js';
import type { PeerSide } from './peer-side.js';
import { NO_WORDS, spokenWords } from './spoken-words.js';

/** A clip at 48 kHz, with where its speech is. */
export interface PeerClip {
  readonly name: string;
  readonly samples: Int16Array;
  readonly firstSpeech: number;
  readonly lastSpeech: number;
  /** What the recogniser says of it; empty for noise. */
  readonly text: string;
}

/** What became of a reply over which a clip was played, by the ear alone. */
export interface PeerTrial {
  /** The agent sounded when the clip began. */
  readonly valid: boolean;
  /** The reply did not sound any more at the end of the wait. */
  readonly stopped: boolean;
  /** First speech sample to the last sample of the reply, in ms; a crackle after its end is not counted. */
  readonly stopMs: number;
  /** The same for our client, which mutes when it is told. */
  readonly clientStopMs: number;
  /** The longest silence in a reply that went on. Undefined when it had none, or did not go on. */
  readonly resumeMs: number | undefined;
}

/** More than any side takes to go on after it fell silent for nothing. */
const DECIDED_AFTER_MS = 4000;
/** A reply that sounds so long after the clip, without a gap, is not stopped any more. */
const GOES_ON_MS = 1500;
/** Sound after a silence that is shorter is a crackle, as of a queue that is thrown away, and not the reply. */
const CRACKLE_MS = 60;
const QUIET_MS = 700;
const START_TIMEOUT_MS = 15_000;
const LONGEST_WAIT_MS = 6000;

/**
 * Has a long reply spoken, plays a clip over it after `offsetMs` of sound, and hears what became of the reply. Undefined
 * when none sounded.
 */
export async function interruptPeer(
  side: PeerSide,
  clip: PeerClip,
  offsetMs: number,
): Promise<PeerTrial | undefined> {
  const { ears } = side.person;
  await untilQuiet(side);
  const heard = watchEars(ears);
  try {
    await side.speak();
    if (!(await began(() => ears.plainMs !== undefined))) return undefined;
    await delay(offsetMs);
    const beganMs = await say(side, clip);
    const endedMs = beganMs + (clip.lastSpeech - clip.firstSpeech) / 48;
    const wentOn = (): boolean => {
      const sinceMs = Math.max(endedMs, heard.gaps.at(-1)?.toMs ?? 0);
      return (ears.plainMs ?? 0) - sinceMs > GOES_ON_MS;
    };
    while (performance.now() < endedMs + DECIDED_AFTER_MS && !ears.nextBegan && !wentOn()) await delay(20);
    // What is still under way is heard before the reading.
    if (ears.nextBegan) await delay(300);
    const { plainMs = 0, clientMs = 0 } = ears;
    const pauses = heard.gaps.filter(({ toMs }) => toMs > beganMs);
    const pausesMs = pauses.map(({ fromMs, toMs }) => toMs - fromMs);
    const lastMs = pauses.reduceRight(
      (endMs, { fromMs, toMs }) => (endMs - toMs < CRACKLE_MS ? fromMs : endMs),
      plainMs,
    );
    const stopped = ears.nextBegan || performance.now() - plainMs > AUDIBLE_WITHIN_MS;
    return {
      valid: plainMs > beganMs - AUDIBLE_WITHIN_MS,
      stopped,
      stopMs: lastMs - beganMs,
      clientStopMs: clientMs - beganMs,
      resumeMs: stopped || pausesMs.length === 0 ? undefined : Math.max(...pausesMs),
    };
  } finally {
    heard.close();
  }
}

/**
 * Says a clip to a silent agent: last speech sample to the first sample of its answer, in ms. Undefined when none came,
 * negative when it came before the person was done.
 */
export async function askPeer(side: PeerSide, clip: PeerClip): Promise<number | undefined> {
  await untilQuiet(side);
  const heard = watchEars(side.person.ears);
  try {
    const endedMs = (await say(side, clip)) + (clip.lastSpeech - clip.firstSpeech) / 48;
    while (heard.firstMs === undefined && performance.now() < endedMs + LONGEST_WAIT_MS) await delay(5);
    return heard.firstMs === undefined ? undefined : heard.firstMs - endedMs;
  } finally {
    heard.close();
  }
}

/** Resolves when the clip is over, with the time at which its first speech sample was sent. */
async function say(side: PeerSide, clip: PeerClip): Promise<number> {
  const fromMs = Date.now() + clip.firstSpeech / 48;
  const toMs = Date.now() + clip.lastSpeech / 48;
  side.script(clip.text === '' ? NO_WORDS : spokenWords(clip.text, fromMs, toMs));
  return side.person.microphone.say(clip.samples, clip.firstSpeech);
}

async function untilQuiet(side: PeerSide): Promise<void> {
  const { ears } = side.person;
  const deadlineMs = performance.now() + 2 * START_TIMEOUT_MS;
  side.script(NO_WORDS);
  for (;;) {
    await side.silence();
    ears.forget();
    await delay(QUIET_MS);
    if (ears.plainMs === undefined) return;
    if (performance.now() > deadlineMs) throw new Error(`${side.name} does not fall silent`);
  }
}

/** Whether the test held in time. */
async function began(test: () => boolean): Promise<boolean> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  while (!test()) {
    if (performance.now() > deadlineMs) return false;
    await delay(5);
  }
  return true;
}
