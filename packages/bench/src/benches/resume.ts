import { createSileroVad } from '@parley/models';
import { VAD_WINDOW_SAMPLES } from '@parley/protocol';
import { type Bench, figure } from '../bench.js';
import { type Caller, createCaller } from '../caller.js';
import { type Clip, loadClips } from '../clips.js';
import { interrupt, type Trial } from '../interruption-trial.js';
import { modelFile } from '../model-file.js';
import { startServer } from '../server-process.js';
import { upperBound95 } from '../statistics.js';
import { readVad } from '../vad-reading.js';

const OFFSETS_MS = [300, 700, 1200, 1900, 2500];
const SPEECH = 0.5;

/** Backchannels and noise over a reply: none may cost it, and after a hold it goes on soon. */
export const resume: Bench = {
  name: 'resume',
  async run({ quick, progress }) {
    const clips = await loadClips(isNoInterruption);
    const vad = await createSileroVad({ modelPath: await modelFile('silero-vad-v6', 'silero_vad.onnx') });
    const speech = new Map<Clip, number[]>();
    for (const clip of clips) speech.set(clip, await readVad(vad, clip.samples));
    await vad.close();
    const server = await startServer();
    const caller = await createCaller({ url: server.url, echoCancellation: true });
    const gaps: number[] = [];
    const lost: string[] = [];
    let trials = 0;
    let holds = 0;
    let invalid = 0;
    try {
      for (const offsetMs of OFFSETS_MS.slice(0, quick ? 1 : OFFSETS_MS.length)) {
        for (const clip of clips) {
          const trial = await interrupt(caller, clip.samples.subarray(0, 16_000 * 5), 0, offsetMs);
          if (!trial.valid) {
            invalid += 1;
            continue;
          }
          trials += 1;
          if (trial.stopMs !== undefined) lost.push(`${clip.name} at ${offsetMs} ms`);
          if (trial.held) holds += 1;
          const gapMs = gapOf(caller, trial, speech.get(clip) ?? []);
          if (gapMs !== undefined) gaps.push(gapMs);
          progress(
            `${clip.name} at ${offsetMs}: ${trial.stopMs !== undefined ? 'LOST' : trial.held ? `held, resumed after ${gapMs?.toFixed(0) ?? '…'} ms` : 'not noticed'}`,
          );
        }
      }
    } finally {
      await caller.close();
      await server.close();
    }
    const bound = (100 * upperBound95(lost.length, trials)).toFixed(1);
    const which = lost.length === 0 ? '' : `: ${lost.join(', ')}`;
    return [
      figure(
        'lost-replies',
        'replies',
        [lost.length],
        { text: '0', met: ({ max }) => max === 0 && trials > 0 },
        `${lost.length} of ${trials} trials (95 % bound ${bound} %), ${holds} held, ${invalid} not counted because no reply sounded${which}`,
      ),
      ...(gaps.length > 0
        ? [
            figure(
              'gap',
              'ms',
              gaps,
              { text: 'p95 ≤ 350 ms', met: ({ p95 }) => p95 <= 350 },
              'end of the last window with speech, as the same model hears the clip → agent audible again',
            ),
          ]
        : []),
    ];
  },
};

/** What people say or what sounds while they listen. */
export function isNoInterruption(clip: Clip): boolean {
  return (
    (clip.kind === 'backchannel' && clip.samples.length < 16_000 * 3 && clip.language === 'en') ||
    (clip.kind === 'non-speech' && clip.samples.length < 16_000 * 15)
  );
}

/** What was heard this long before a hold may have caused it: a window, and its way to the server and back. */
const CAUSE_MS = 100;

/** From the end of the last speech of a hold until the reply went on. Undefined when the model, alone, heard none there. */
function gapOf(
  caller: Caller,
  { resumedAtMs, heldAtMs }: Trial,
  probabilities: readonly number[],
): number | undefined {
  if (resumedAtMs === undefined || heldAtMs === undefined) return undefined;
  let endedAtMs: number | undefined;
  for (const [window, probability] of probabilities.entries()) {
    const last = (window + 1) * VAD_WINDOW_SAMPLES - 1;
    if (probability < SPEECH || last >= 16_000 * 5) continue;
    const atMs = caller.sentAtMs(last);
    if (atMs < resumedAtMs && atMs > heldAtMs - CAUSE_MS) endedAtMs = atMs;
  }
  return endedAtMs === undefined ? undefined : resumedAtMs - endedAtMs;
}
