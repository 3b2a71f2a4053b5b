import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createMemoryLeases,
  createMemoryRegistry,
  createSynthesisPort,
  type WorkerEntry,
} from '@parley/orchestrator';
import { FRAME_BYTES, FRAME_SAMPLES } from '@parley/protocol';
import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import type { SynthesisStream } from '@parley/session';
import { type Bench, figure, NO_TARGET } from '../bench.js';
import { createFrameTimes, type FrameTimes } from '../load/frame-times.js';
import { LONG_TEXT } from '../load/long-text.js';
import { measureNullHop } from '../load/null-hop.js';
import { readProcessCost } from '../load/process-cost.js';

const STREAMS = 100;
const FRAME_MS = 20;
/** As the clock of playout has it. */
const TICK_MS = 5;
/** As a reply grants it: after each that many frames played, so many more. */
const CREDIT_FRAMES = 5;
/** Ticks until a stream is granted credit again; at each a twentieth of the streams is. */
const PHASES = (CREDIT_FRAMES * FRAME_MS) / TICK_MS;
/** Frames ahead of playout. */
const LEAD_FRAMES = 10;

/** A frame written by the worker → the same frame in the hands of the orchestrator's playout, at real-time pace. */
export const hop: Bench = {
  name: 'hop',
  async run({ quick, progress }) {
    const seconds = quick ? 5 : 30;
    const nullHop = { streams: STREAMS, seconds: Math.ceil(seconds / 2), tickMs: TICK_MS, phases: PHASES };
    const alone = await measureNullHop(nullHop);
    const child = fork(new URL('../load/hop-worker-child.js', import.meta.url), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    const clock = createSystemClock();
    const registry = createMemoryRegistry({ clock, ttlMs: Number.POSITIVE_INFINITY });
    const leases = createMemoryLeases();
    const synthesis = createSynthesisPort({
      registry,
      leases,
      clock,
      logger: createLogger({ name: 'bench', level: 'error' }),
      metrics: createMetrics(),
    });
    try {
      const [{ entry }] = (await once(child, 'message')) as [{ entry: WorkerEntry }];
      await registry.register(entry);
      const arrived = createFrameTimes();
      const sentences = LONG_TEXT.split(/(?<=\. )/).slice(0, seconds + 5);
      const streams: SynthesisStream[] = [];
      for (let index = 0; index < STREAMS; index += 1) {
        const sessionId = `hop-${index}`;
        const stream = synthesis.open(
          { sessionId, generation: 1, speculative: false },
          {
            onFrame({ samplePosition, pcm }) {
              const before = samplePosition / FRAME_SAMPLES;
              for (let frame = 1; frame <= pcm.byteLength / FRAME_BYTES; frame += 1)
                arrived.mark(sessionId, before + frame);
            },
            onEnd: () => undefined,
            onError: (error) => progress(`${sessionId}: ${error.message}`),
            onDelayed: (error) => progress(`${sessionId}: ${error.message}`),
            onWithdraw: () => undefined,
          },
        );
        for (const [at, sentence] of sentences.entries()) stream.write(at + 1, sentence);
        stream.grantCredit(LEAD_FRAMES);
        streams.push(stream);
        // People do not begin all at once.
        await delay(TICK_MS);
      }
      await delay(1000);
      const before = await costs(child.pid);
      const startedMs = performance.now();
      for (let round = 0; round < (seconds * 1000) / TICK_MS; round += 1) {
        const waitMs = startedMs + round * TICK_MS - performance.now();
        if (waitMs > 0) await delay(waitMs);
        for (let at = round % PHASES; at < STREAMS; at += PHASES) streams[at]?.grantCredit(CREDIT_FRAMES);
      }
      await delay(500);
      const after = await costs(child.pid);
      for (const stream of streams) stream.stop();
      const told = once(child, 'message') as Promise<[{ written: ReturnType<FrameTimes['all']> }]>;
      child.send({});
      const [{ written }] = await told;
      alone.push(...(await measureNullHop(nullHop)));
      const came = new Map(arrived.all());
      const samples: number[] = [];
      let lost = 0;
      for (const [session, times] of written) {
        // Worker sessions are named after the session they serve.
        const there = came.get(session.slice(0, session.lastIndexOf(':'))) ?? [];
        for (const [frame, atNs] of times.entries()) {
          if (atNs === 0) continue;
          const cameNs = there[frame] ?? 0;
          if (cameNs === 0) lost += 1;
          else samples.push((cameNs - atNs) / 1e6);
        }
      }
      const perFrame = (side: keyof typeof before): number =>
        ((after[side] - before[side]) * 1000) / (samples.length - STREAMS * LEAD_FRAMES);
      return [
        figure(
          `${STREAMS}-streams`,
          'ms',
          samples,
          { text: 'p50 < 1, p99 < 5 ms', met: ({ p50, p99 }) => p50 < 1 && p99 < 5 && lost === 0 },
          `frames written at real-time pace, both processes on one machine and one clock; not arrived: ${lost}`,
        ),
        figure(
          `null-${STREAMS}-streams`,
          'ms',
          alone,
          NO_TARGET,
          'the same bytes between two processes over bare HTTP/2, before and after: what sockets and machine add',
        ),
        figure(
          'worker-cpu',
          'µs/frame',
          [perFrame('worker')],
          NO_TARGET,
          'the voice included, which is a tone',
        ),
        figure('orchestrator-cpu', 'µs/frame', [perFrame('orchestrator')], NO_TARGET, 'this bench included'),
      ];
    } finally {
      await synthesis.close();
      await leases.close();
      await registry.close();
      child.kill();
    }
  },
};

/** CPU of both sides so far, in ms. */
async function costs(workerPid: number | undefined): Promise<{ worker: number; orchestrator: number }> {
  const [worker, orchestrator] = await Promise.all([
    readProcessCost(workerPid ?? 0),
    readProcessCost(process.pid),
  ]);
  return { worker: worker.cpuMs, orchestrator: orchestrator.cpuMs };
}
