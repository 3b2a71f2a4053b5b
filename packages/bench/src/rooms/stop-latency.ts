import { dispose } from '@livekit/rtc-node';
import { float32ToInt16, int16ToFloat32, resample } from '@parley/audio';
import { requires } from '@parley/testkit';
import { type BenchContext, type Figure, figure, type Target } from '../bench.js';
import { type Clip, withNoise } from '../clips.js';
import { upperBound95 } from '../statistics.js';
import { enterRoom, type RoomCaller } from './room-caller.js';
import { interruptInRoom } from './room-interruption.js';
import { fetchRoomDetails, startRoomServer } from './room-server.js';

const OFFSETS_MS = [300, 800, 1500, 2200];
const NOISE_SNR_DB = 10;
/** A steady sound ends when it ends; speech has pauses in which nobody can tell. */
const VOICE = 'tone-440';

const CLIENT = { p50Ms: 120, p95Ms: 220 };
const PLAIN = { p50Ms: 180, p95Ms: 280 };

/** Stop latency in a LiveKit room, for our client and for any subscriber of the track, from the same trials. */
export async function stopLatencyInRooms(
  clips: readonly Clip[],
  { quick, progress }: BenchContext,
): Promise<Figure[]> {
  if (!requires('livekit-server')) {
    progress('webrtc is not measured: livekit-server is missing');
    return [];
  }
  const server = await startRoomServer({ ttsModel: VOICE });
  const figures: Figure[] = [];
  try {
    for (const noisy of [false, true]) {
      const caller = await enterRoom(await fetchRoomDetails(server.httpUrl));
      try {
        figures.push(...(await measure(caller, clips, noisy, quick ? 5 : 40, progress)));
      } finally {
        await caller.close();
      }
    }
  } finally {
    await server.close();
    await dispose();
  }
  return figures;
}

async function measure(
  caller: RoomCaller,
  clips: readonly Clip[],
  noisy: boolean,
  trials: number,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const suffix = noisy ? '-noisy' : '';
  const plainMs: number[] = [];
  const clientMs: number[] = [];
  const toldMs: number[] = [];
  let missed = 0;
  let invalid = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const clip = clips[(trial * 7) % clips.length];
    if (clip?.firstSpeech === undefined) continue;
    const offsetMs = OFFSETS_MS[trial % OFFSETS_MS.length] ?? 0;
    const audio = await at48kHz(noisy ? withNoise(clip.samples, NOISE_SNR_DB, trial + 1) : clip.samples);
    const result = await interruptInRoom(caller, audio, clip.firstSpeech * 3, offsetMs);
    const line = `webrtc${suffix} ${trial + 1}/${trials} ${clip.name}:`;
    if (!result.valid) {
      invalid += 1;
      progress(`${line} the reply was over before the person spoke; not counted`);
    } else if (result.stopped) {
      plainMs.push(result.plainMs);
      clientMs.push(result.clientMs);
      if (result.toldMs !== undefined) toldMs.push(result.toldMs);
      progress(`${line} ${result.clientMs.toFixed(0)}, plain ${result.plainMs.toFixed(0)}`);
    } else {
      missed += 1;
      progress(`${line} not stopped`);
    }
  }
  const target = ({ p50Ms, p95Ms }: typeof CLIENT): Target => ({
    text: `p50 ≤ ${p50Ms}, p95 ≤ ${p95Ms} ms`,
    met: ({ p50, p95 }) => p50 <= p50Ms && p95 <= p95Ms && missed === 0,
  });
  const all = plainMs.length + missed;
  const note = `real speech over a steady tone through a LiveKit server of its own${noisy ? `, white noise at ${NOISE_SNR_DB} dB` : ''}; not stopped: ${missed} of ${all} (95 % bound ${(100 * upperBound95(missed, all)).toFixed(1)} %); not counted because no reply sounded: ${invalid}`;
  return [
    figure(
      `webrtc${suffix}`,
      'ms',
      clientMs,
      target(CLIENT),
      `our client, which mutes when it is told; ${note}`,
    ),
    figure(`webrtc-plain${suffix}`, 'ms', plainMs, target(PLAIN), `any subscriber of the track; ${note}`),
    figure(`webrtc-told${suffix}`, 'ms', toldMs, undefined, 'first speech sample to the word of the server'),
  ];
}

async function at48kHz(samples: Int16Array): Promise<Int16Array> {
  return float32ToInt16(await resample(int16ToFloat32(samples), 16_000, 48_000));
}
