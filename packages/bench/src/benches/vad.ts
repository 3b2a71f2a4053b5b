import { createSileroVad, type SileroVad } from '@parley/models';
import { VAD_WINDOW_MS, VAD_WINDOW_SAMPLES } from '@parley/protocol';
import { type Bench, type Figure, figure } from '../bench.js';
import { isCleanSpeech, loadClips, withNoise } from '../clips.js';
import { modelFile } from '../model-file.js';
import { readVad } from '../vad-reading.js';

const BATCHES = [1, 8];
const THRESHOLD = 0.5;

/** Silero by itself: what a window costs, what noise sets it off, how long it takes to believe in speech. */
export const vad: Bench = {
  name: 'vad',
  async run({ quick }) {
    const model = await createSileroVad({ modelPath: await modelFile('silero-vad-v6', 'silero_vad.onnx') });
    try {
      return [
        ...(await times(model, quick ? 500 : 5000)),
        await falseAlarms(model),
        ...(await onsets(model)),
      ];
    } finally {
      await model.close();
    }
  },
};

async function times(model: SileroVad, runs: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of BATCHES) {
    const streams = Array.from({ length: size }, () => model.createStream());
    const windows = streams.map(() => new Float32Array(VAD_WINDOW_SAMPLES).map(() => Math.random() - 0.5));
    const samples: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const startMs = performance.now();
      await model.run(streams, windows);
      if (run >= runs / 10) samples.push(((performance.now() - startMs) * 1000) / size);
    }
    figures.push(
      figure(`window-${size}`, 'µs', samples, undefined, `a window of ${VAD_WINDOW_MS} ms, ${size} in a run`),
    );
  }
  return figures;
}

async function falseAlarms(model: SileroVad): Promise<Figure> {
  const clips = await loadClips((clip) => clip.kind === 'non-speech');
  const perMinute: number[] = [];
  const names: string[] = [];
  for (const clip of clips) {
    const alarms = (await readVad(model, clip.samples)).filter((value) => value >= THRESHOLD).length;
    perMinute.push(alarms / (clip.samples.length / 16_000 / 60));
    if (alarms > 0) names.push(`${clip.name} (${alarms} windows)`);
  }
  return figure(
    'false-alarms',
    'windows/minute',
    perMinute,
    undefined,
    `recordings without speech; alarms in: ${names.join(', ') || 'none'}`,
  );
}

async function onsets(model: SileroVad): Promise<Figure[]> {
  const clips = await loadClips(isCleanSpeech);
  const figures: Figure[] = [];
  for (const snrDb of [undefined, 10]) {
    const delays: number[] = [];
    let missed = 0;
    for (const clip of clips) {
      const samples = snrDb === undefined ? clip.samples : withNoise(clip.samples, snrDb);
      const index = (await readVad(model, samples)).findIndex((value) => value >= THRESHOLD);
      if (index < 0 || clip.firstSpeech === undefined) missed += 1;
      else delays.push(((index + 1) * VAD_WINDOW_SAMPLES - clip.firstSpeech) / 16);
    }
    figures.push(
      figure(
        snrDb === undefined ? 'onset' : 'onset-noisy',
        'ms',
        delays,
        undefined,
        `first speech sample → end of the first window ≥ ${THRESHOLD}${snrDb === undefined ? '' : `, white noise at ${snrDb} dB`}; never: ${missed} of ${clips.length}`,
      ),
    );
  }
  return figures;
}
