import { float32ToInt16, int16ToFloat32, resample } from '@parley/audio';
import { type Clip, isCleanSpeech, loadClips } from '../clips.js';
import { firstSpeechSample, lastSpeechSample } from '../speech-onset.js';
import type { PeerClip } from './peer-trial.js';

/** What is played to all sides. */
export interface PeerClips {
  /** Speech that means to interrupt. */
  readonly meant: readonly PeerClip[];
  /** The same whole, said to a silent agent. */
  readonly turns: readonly PeerClip[];
  readonly backchannels: readonly PeerClip[];
  readonly noises: readonly PeerClip[];
}

/** The recordings carry no text of theirs; every side has it in its list of backchannels, if it has one. */
const BACKCHANNEL = 'mm-hmm';
const LONGEST_MEANT_S = 2.5;
const LONGEST_TURN_S = 7;
const LONGEST_BACKCHANNEL_S = 3;
const NOISE_S = 4;
const HZ = 16_000;

export async function loadPeerClips(): Promise<PeerClips> {
  const speech = (await loadClips(isCleanSpeech)).filter(
    (clip) => clip.transcript !== undefined && clip.samples.length < HZ * LONGEST_TURN_S,
  );
  const backchannels = await loadClips(
    (clip) => clip.kind === 'backchannel' && clip.samples.length < HZ * LONGEST_BACKCHANNEL_S,
  );
  const noises = await loadClips((clip) => clip.kind === 'non-speech');
  return {
    meant: await Promise.all(
      speech.map((clip) =>
        prepare(clip, clip.transcript ?? '', (clip.firstSpeech ?? 0) + HZ * LONGEST_MEANT_S),
      ),
    ),
    turns: await Promise.all(
      speech
        .filter(({ endOfTurn }) => endOfTurn === 'complete')
        .map((clip) => prepare(clip, clip.transcript ?? '')),
    ),
    backchannels: await Promise.all(backchannels.map((clip) => prepare(clip, BACKCHANNEL))),
    noises: await Promise.all(noises.map((clip) => prepare({ ...clip, firstSpeech: 0 }, '', HZ * NOISE_S))),
  };
}

async function prepare(clip: Clip, text: string, length = clip.samples.length): Promise<PeerClip> {
  const samples = clip.samples.subarray(0, length);
  const last = text === '' ? samples.length : lastSpeechSample(clip.samples, HZ);
  return {
    name: clip.name,
    text,
    samples: float32ToInt16(await resample(int16ToFloat32(samples), HZ, 48_000)),
    firstSpeech: 3 * (clip.firstSpeech ?? firstSpeechSample(clip.samples, HZ)),
    lastSpeech: 3 * Math.min(last, samples.length),
  };
}
