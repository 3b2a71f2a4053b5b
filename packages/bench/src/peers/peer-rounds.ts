import type { BenchContext } from '../bench.js';
import type { PeerClips } from './peer-clips.js';
import type { PeerSide } from './peer-side.js';
import { askPeer, interruptPeer, type PeerClip } from './peer-trial.js';

/** What became of the trials of one side. */
export interface PeerResults {
  readonly name: string;
  /** First speech sample to the last sample of the reply, plain subscriber. */
  readonly stopsMs: number[];
  /** The same for a client that mutes when it is told. */
  readonly clientStopsMs: number[];
  readonly missed: string[];
  readonly backchannels: Lost;
  readonly noises: Lost;
  readonly resumesMs: number[];
  readonly turnsMs: number[];
  readonly unanswered: string[];
  /** Turns that were answered before they were over. */
  readonly cutOff: string[];
  invalid: number;
}

interface Lost {
  trials: number;
  readonly names: string[];
}

type Kind = 'meant' | 'backchannels' | 'noises' | 'turns';

/** All sides have spoken for longer than the first seconds in which one of them listens to nobody. */
const WARM_UP_MS = 4500;
const OFFSETS_MS = [300, 1100, 1900, 2700];
const TRIALS: Readonly<Record<Kind, readonly [full: number, quick: number]>> = {
  meant: [24, 1],
  backchannels: [16, 1],
  noises: [18, 1],
  turns: [16, 1],
};

/** Each trial for all sides one after the other, each time in the next order, so that what else the machine does meets all. */
export async function runPeerTrials(
  sides: readonly PeerSide[],
  clips: PeerClips,
  { quick, progress }: BenchContext,
): Promise<PeerResults[]> {
  const results = new Map(sides.map((side) => [side, noResults(side.name)]));
  for (const side of sides) await warmUp(side);
  let round = 0;
  for (const kind of ['meant', 'backchannels', 'noises', 'turns'] as const) {
    for (let trial = 0; trial < TRIALS[kind][quick ? 1 : 0]; trial += 1) {
      const clip = clips[kind][(trial * 7) % clips[kind].length];
      if (clip === undefined) break;
      const offsetMs = OFFSETS_MS[Math.floor(trial / (kind === 'meant' ? 1 : clips[kind].length)) % 4] ?? 0;
      for (const side of inTurn(sides, round)) {
        const result = results.get(side);
        if (result !== undefined)
          progress(`${side.name} ${kind} ${clip.name}: ${await run(side, result, kind, clip, offsetMs)}`);
      }
      round += 1;
    }
  }
  return [...results.values()];
}

/** Rotated, and every other time from behind. */
function inTurn(sides: readonly PeerSide[], round: number): PeerSide[] {
  const first = round % sides.length;
  const rotated = [...sides.slice(first), ...sides.slice(0, first)];
  return round % 2 === 0 ? rotated : rotated.reverse();
}

async function run(
  side: PeerSide,
  result: PeerResults,
  kind: Kind,
  clip: PeerClip,
  offsetMs: number,
): Promise<string> {
  if (kind === 'turns') {
    const turnMs = await askPeer(side, clip);
    if (turnMs === undefined) result.unanswered.push(clip.name);
    else if (turnMs < 0) result.cutOff.push(clip.name);
    else result.turnsMs.push(turnMs);
    return turnMs?.toFixed(0) ?? 'no answer';
  }
  const trial = await interruptPeer(side, clip, offsetMs);
  if (trial?.valid !== true) {
    result.invalid += 1;
    return 'no reply sounded; not counted';
  }
  if (kind === 'meant') {
    if (trial.stopped) {
      result.stopsMs.push(trial.stopMs);
      result.clientStopsMs.push(trial.clientStopMs);
    } else result.missed.push(clip.name);
    return trial.stopped ? trial.stopMs.toFixed(0) : 'not stopped';
  }
  result[kind].trials += 1;
  if (trial.stopped) result[kind].names.push(clip.name);
  if (trial.resumeMs !== undefined) result.resumesMs.push(trial.resumeMs);
  return trial.stopped
    ? 'LOST'
    : `went on${trial.resumeMs === undefined ? '' : ` after ${trial.resumeMs.toFixed(0)}`}`;
}

async function warmUp(side: PeerSide): Promise<void> {
  await side.speak();
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  await side.silence();
}

function noResults(name: string): PeerResults {
  return {
    name,
    stopsMs: [],
    clientStopsMs: [],
    missed: [],
    backchannels: { trials: 0, names: [] },
    noises: { trials: 0, names: [] },
    resumesMs: [],
    turnsMs: [],
    unanswered: [],
    cutOff: [],
    invalid: 0,
  };
}
