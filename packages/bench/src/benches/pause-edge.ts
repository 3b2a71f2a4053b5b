import { setTimeout as delay } from 'node:timers/promises';
import { createSileroVad, type SileroVad } from '@parley/models';
import { type Bench, type Figure, figure } from '../bench.js';
import { type Clip, isCleanSpeech, loadClips, speechOfAll } from '../clips.js';
import { closeLoadSessions, openLoadSession, openLoadSessions } from '../load/load-session.js';
import { LONG_TEXT } from '../load/long-text.js';
import { startUplink, type Uplink } from '../load/uplink.js';
import { modelFile } from '../model-file.js';
import { startServer } from '../server-process.js';
import { firstWindowAbove } from '../vad-reading.js';

const CHUNK_SAMPLES = 320;
/** Silence before the clip, so that the reply sounds: short enough for the server's VAD to keep its memory. */
const LEAD_IN_CHUNKS = 15;

/**
 * The last sample of the window that decides, written to the socket → the hold, which follows the last frame, read
 * from it. The window is found afterwards with the same model on the same samples.
 */
export const pauseEdge: Bench = {
  name: 'pause-edge',
  async run({ quick, progress }) {
    const clips = (await loadClips(isCleanSpeech)).filter((clip) => clip.samples.length < 16_000 * 6);
    const vad = await createSileroVad({ modelPath: await modelFile('silero-vad-v6', 'silero_vad.onnx') });
    const figures: Figure[] = [];
    try {
      for (const speaking of [1, 50]) {
        const server = await startServer({ speakers: 120 });
        const others = await openLoadSessions(server.url, speaking - 1);
        let uplink: Uplink | undefined;
        try {
          for (const session of others) session.speak(LONG_TEXT, false);
          const startByMs = performance.now() + 15_000;
          while (others.some(({ frames }) => frames.length === 0) && performance.now() < startByMs)
            await delay(50);
          uplink = startUplink(others, await speechOfAll());
          await delay(1500);
          const edges: number[] = [];
          let unheld = 0;
          let leftOut = 0;
          for (let trial = 0; trial < (quick ? 8 : 100); trial += 1) {
            const clip = clips[(trial * 7) % clips.length];
            if (clip === undefined) continue;
            const edge = await measureEdge(server.url, clip, vad);
            if (edge === NOT_HELD) unheld += 1;
            else if (typeof edge === 'string') leftOut += 1;
            else edges.push(edge);
            progress(
              `${speaking} speaking, ${clip.name}: ${typeof edge === 'string' ? `left out, ${edge}` : edge.toFixed(1)}`,
            );
          }
          figures.push(
            figure(
              speaking === 1 ? '1-session' : `${speaking}-sessions`,
              'ms',
              edges,
              // One that is never held is the slowest of all.
              { text: 'p99 < 15 ms, all held', met: ({ p99 }) => p99 < 15 && unheld === 0 },
              `over loopback, seen by the client, both its sockets included; not held: ${unheld}; left out for other reasons: ${leftOut}`,
            ),
          );
        } finally {
          uplink?.close();
          await closeLoadSessions(others);
          await server.close();
        }
      }
    } finally {
      await vad.close();
    }
    return figures;
  },
};

const NOT_HELD = 'not held';

/** Milliseconds, or why there is no figure. */
async function measureEdge(url: string, clip: Clip, vad: SileroVad): Promise<number | string> {
  const session = await openLoadSession(url);
  try {
    session.speak(LONG_TEXT, true);
    const soundsByMs = performance.now() + 10_000;
    while (session.frames.length === 0 && performance.now() < soundsByMs) await delay(5);
    const stream = new Int16Array(LEAD_IN_CHUNKS * CHUNK_SAMPLES + clip.samples.length);
    stream.set(clip.samples, LEAD_IN_CHUNKS * CHUNK_SAMPLES);
    const sentAtMs: number[] = [];
    const hold = (): number | undefined =>
      session.events.find(({ message }) => message.type === 'playback' && message.action === 'hold')?.atMs;
    const startedMs = performance.now();
    for (let at = 0; at + CHUNK_SAMPLES <= stream.length && hold() === undefined; at += CHUNK_SAMPLES) {
      await delay(Math.max(0, startedMs + sentAtMs.length * 20 - performance.now()));
      sentAtMs.push(performance.now());
      session.sendAudio(stream.subarray(at, at + CHUNK_SAMPLES));
    }
    const heldAtMs = hold();
    const deciding = await firstWindowAbove(vad, stream, 0.5);
    if (session.frames.length === 0) return 'the reply did not begin';
    if (heldAtMs === undefined) return NOT_HELD;
    if (deciding === undefined) return 'no window with speech';
    const completedMs = sentAtMs[Math.floor((deciding.endSample - 1) / CHUNK_SAMPLES)];
    if (completedMs === undefined || heldAtMs < completedMs) return 'held before that window was sent';
    return heldAtMs - completedMs;
  } finally {
    await session.close();
  }
}
