import { setTimeout as delay } from 'node:timers/promises';
import { type BenchContext, type Figure, figure } from '../bench.js';
import { type Caller, createCaller } from '../caller.js';
import { type Clip, loadClips } from '../clips.js';
import { takeTurn } from '../person-turn.js';
import { startServer } from '../server-process.js';
import { percentileOf } from '../statistics.js';
import { isQuestion } from './turn-latency.js';

const RECOGNISERS = [
  { model: 'moonshine-base-en', steps: [3, 5, 6], target: 5 },
  { model: 'moonshine-tiny-en', steps: [6, 8, 10], target: 8 },
];
const LIMIT_MS = 1000;
/** Of one step; all of them then take under six minutes. */
const STEP_MS = 40_000;

/** Whole conversations at once: the person speaks 40 % of the time, the agent 40 %, nobody 20 %. */
export async function realConversations({ quick, progress }: BenchContext): Promise<Figure[]> {
  const clips = await loadClips((clip) => isQuestion(clip) && clip.samples.length > 16_000 * 2);
  const figures: Figure[] = [];
  for (const { model, steps, target } of quick ? RECOGNISERS.slice(0, 1) : RECOGNISERS) {
    let carried = 0;
    for (const count of quick ? [2] : steps) {
      const server = await startServer({ asrModel: model });
      const callers: Caller[] = [];
      try {
        for (let at = 0; at < count; at += 1)
          callers.push(await createCaller({ url: server.url, echoCancellation: true }));
        const untilMs = performance.now() + (quick ? 12_000 : STEP_MS);
        const turns = (
          await Promise.all(callers.map((caller, at) => converse(caller, clips, at, untilMs)))
        ).flat();
        const answered = turns.filter((ms) => ms !== undefined);
        if (answered.length === 0) throw new Error('nobody was answered');
        const p90 = percentileOf(answered, 0.9);
        const line = `${count} conversations with ${model}: turn latency p90 ${p90} ms, ${turns.length - answered.length} of ${turns.length} not answered`;
        progress(line);
        figures.push(figure(`turns-${model}-${count}`, 'ms', answered, undefined, line));
        if (p90 >= LIMIT_MS || answered.length < turns.length) break;
        carried = count;
      } finally {
        await Promise.all(callers.map((caller) => caller.close()));
        await server.close();
      }
    }
    figures.unshift(
      figure(
        target === 5 ? 'real-conversations' : 'real-conversations-small',
        'sessions',
        [carried],
        { text: `≥ ${target} at turn latency p90 < 1 s`, met: ({ max }) => max >= target },
        `${model}, default voice; tried up to ${quick ? 2 : steps.at(-1)}; clients on the same cores`,
      ),
    );
  }
  return figures;
}

/** Speaks, listens as long as it spoke, is silent half as long, and again. Open loop: the times do not wait for answers. */
async function converse(
  caller: Caller,
  clips: readonly Clip[],
  seed: number,
  untilMs: number,
): Promise<(number | undefined)[]> {
  const turns: (number | undefined)[] = [];
  await delay(seed * 700);
  for (let at = seed * 3; performance.now() < untilMs; at += 1) {
    const clip = clips[at % clips.length];
    if (clip === undefined) break;
    const lengthMs = clip.samples.length / 16;
    const startedMs = performance.now();
    turns.push((await takeTurn(caller, clip.samples))?.totalMs);
    await delay(Math.max(0, startedMs + 2 * lengthMs + 300 - performance.now()));
    caller.client.stop();
    await delay(Math.max(200, lengthMs / 2));
  }
  return turns;
}
