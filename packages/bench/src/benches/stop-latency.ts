import { type Bench, type Figure, figure } from '../bench.js';
import { createCaller } from '../caller.js';
import { type Clip, isCleanSpeech, loadClips, withNoise } from '../clips.js';
import { interrupt } from '../interruption-trial.js';
import { stopLatencyInRooms } from '../rooms/stop-latency.js';
import { startServer } from '../server-process.js';
import { upperBound95 } from '../statistics.js';

const OFFSETS_MS = [300, 800, 1500, 2200];
const NOISE_SNR_DB = 10;

/** First speech sample sent → last agent sample heard, in the client's process, over the WebSocket and in a room. */
export const stopLatency: Bench = {
  name: 'stop-latency',
  ownNetwork: true,
  async run(context) {
    const { quick, progress } = context;
    const clips = (await loadClips(isCleanSpeech)).filter((clip) => clip.samples.length < 16_000 * 9);
    const server = await startServer();
    const figures: Figure[] = [];
    try {
      for (const noisy of [false, true]) {
        const { samples, missed, invalid } = await measure(
          server.url,
          clips,
          noisy,
          quick ? 5 : 40,
          progress,
        );
        const name = noisy ? 'websocket-noisy' : 'websocket';
        figures.push(
          figure(
            name,
            'ms',
            samples,
            {
              text: 'p50 ≤ 60, p95 ≤ 120 ms',
              met: ({ p50, p95 }) => p50 <= 60 && p95 <= 120 && missed === 0,
            },
            `real speech over a reply of the default voice${noisy ? `, white noise at ${NOISE_SNR_DB} dB` : ''}; not stopped: ${missed} of ${samples.length + missed} (95 % bound ${(100 * upperBound95(missed, samples.length + missed)).toFixed(1)} %); not counted because no reply sounded: ${invalid}`,
          ),
        );
      }
    } finally {
      await server.close();
    }
    return [...figures, ...(await stopLatencyInRooms(clips, context))];
  },
};

async function measure(
  url: string,
  clips: readonly Clip[],
  noisy: boolean,
  trials: number,
  progress: (line: string) => void,
): Promise<{ samples: number[]; missed: number; invalid: number }> {
  const caller = await createCaller({ url, echoCancellation: true });
  const samples: number[] = [];
  let missed = 0;
  let invalid = 0;
  try {
    for (let trial = 0; trial < trials; trial += 1) {
      const clip = clips[(trial * 7) % clips.length];
      if (clip?.firstSpeech === undefined) continue;
      const audio = noisy ? withNoise(clip.samples, NOISE_SNR_DB, trial + 1) : clip.samples;
      const { valid, stopMs } = await interrupt(
        caller,
        audio,
        clip.firstSpeech,
        OFFSETS_MS[trial % OFFSETS_MS.length] ?? 0,
      );
      if (!valid) {
        invalid += 1;
        progress(`${clip.name}: the reply was over, or starved, before the person spoke; not counted`);
        continue;
      }
      if (stopMs === undefined) missed += 1;
      else samples.push(stopMs);
      progress(
        `${noisy ? 'noisy' : 'clean'} ${trial + 1}/${trials} ${clip.name}: ${stopMs?.toFixed(0) ?? 'not stopped'}`,
      );
    }
  } finally {
    await caller.close();
  }
  return { samples, missed, invalid };
}
