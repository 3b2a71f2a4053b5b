import { type Bench, figure } from '../bench.js';
import { createCaller } from '../caller.js';
import { loadClips } from '../clips.js';
import { interrupt } from '../interruption-trial.js';
import { startServer } from '../server-process.js';
import { lastSpeechSample } from '../speech-onset.js';
import { upperBound95 } from '../statistics.js';

const OFFSETS_MS = [300, 700, 1200, 1900, 2500];

/** Backchannels and noise over a reply: none may cost it, and after a hold it goes on soon. */
export const resume: Bench = {
  name: 'resume',
  async run({ quick, progress }) {
    const clips = await loadClips(
      (clip) =>
        (clip.kind === 'backchannel' && clip.samples.length < 16_000 * 3 && clip.language === 'en') ||
        (clip.kind === 'non-speech' && clip.samples.length < 16_000 * 15),
    );
    const server = await startServer();
    const caller = await createCaller({ url: server.url, echoCancellation: true });
    const gaps: number[] = [];
    let lost = 0;
    let trials = 0;
    let holds = 0;
    try {
      for (const offsetMs of OFFSETS_MS.slice(0, quick ? 1 : OFFSETS_MS.length)) {
        for (const clip of clips) {
          const speechEnd =
            clip.kind === 'backchannel' ? lastSpeechSample(clip.samples, 16_000) : clip.samples.length;
          const trial = await interrupt(
            caller,
            clip.samples.subarray(0, Math.min(speechEnd, 16_000 * 5)),
            0,
            offsetMs,
          );
          if (!trial.valid) continue;
          trials += 1;
          if (trial.stopMs !== undefined) lost += 1;
          if (trial.held) holds += 1;
          if (trial.resumeMs !== undefined) gaps.push(trial.resumeMs);
          progress(
            `${clip.name} at ${offsetMs}: ${trial.stopMs !== undefined ? 'LOST' : trial.held ? `held, resumed after ${trial.resumeMs?.toFixed(0) ?? '…'} ms` : 'not noticed'}`,
          );
        }
      }
    } finally {
      await caller.close();
      await server.close();
    }
    const bound = (100 * upperBound95(lost, trials)).toFixed(1);
    return [
      figure(
        'lost-replies',
        'replies',
        [lost],
        { text: '0', met: ({ max }) => max === 0 },
        `${lost} of ${trials} trials (95 % bound ${bound} %), ${holds} held`,
      ),
      ...(gaps.length > 0
        ? [
            figure(
              'gap',
              'ms',
              gaps,
              { text: 'p95 ≤ 350 ms', met: ({ p95 }) => p95 <= 350 },
              'end of the sound → agent audible again',
            ),
          ]
        : []),
    ];
  },
};
