import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createMemoryLeases,
  createMemoryRegistry,
  createSynthesisPort,
  type WorkerEntry,
} from '@parley/orchestrator';
import { FRAME_SAMPLES } from '@parley/protocol';
import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import { type Bench, figure } from '../bench.js';
import { LONG_TEXT } from '../load/long-text.js';

const STREAMS = 100;
const FRAME_MS = 20;
const PHASES = 4;

/** A frame written by the worker → the same frame in the hands of the orchestrator's playout, at real-time pace. */
export const hop: Bench = {
  name: 'hop',
  async run({ quick, progress }) {
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
      const arrived = new Map<string, bigint>();
      const streams = Array.from({ length: STREAMS }, (_, index) => {
        const sessionId = `hop-${index}`;
        const stream = synthesis.open(
          { sessionId, generation: 1, speculative: false },
          {
            onFrame: ({ samplePosition }) =>
              arrived.set(`${sessionId} ${samplePosition / FRAME_SAMPLES + 1}`, process.hrtime.bigint()),
            onEnd: () => undefined,
            onError: (error) => progress(`${sessionId}: ${error.message}`),
            onDelayed: (error) => progress(`${sessionId}: ${error.message}`),
            onWithdraw: () => undefined,
          },
        );
        for (const [at, sentence] of LONG_TEXT.split(/(?<=\. )/).entries()) stream.write(at + 1, sentence);
        stream.finish();
        return stream;
      });
      await delay(2000);
      // One frame of credit to each stream every 20 ms, as playout grants it; a quarter of them at a time.
      const startedMs = performance.now();
      for (let round = 0; round < ((quick ? 5 : 30) * 1000 * PHASES) / FRAME_MS; round += 1) {
        const waitMs = startedMs + (round * FRAME_MS) / PHASES - performance.now();
        if (waitMs > 0) await delay(waitMs);
        for (let at = round % PHASES; at < STREAMS; at += PHASES) streams[at]?.grantCredit(1);
      }
      await delay(500);
      for (const stream of streams) stream.stop();
      const told = once(child, 'message') as Promise<[{ written: [string, number, string][] }]>;
      child.send({});
      const [{ written }] = await told;
      const samples: number[] = [];
      let lost = 0;
      for (const [session, sequence, atNs] of written) {
        // Worker sessions are named after the session they serve.
        const at = arrived.get(`${session.slice(0, session.lastIndexOf(':'))} ${sequence}`);
        if (at === undefined) lost += 1;
        else samples.push(Number(at - BigInt(atNs)) / 1e6);
      }
      return [
        figure(
          `${STREAMS}-streams`,
          'ms',
          samples,
          { text: 'p50 < 1, p99 < 5 ms', met: ({ p50, p99 }) => p50 < 1 && p99 < 5 },
          `frames written at real-time pace, both processes on one machine and one clock; not arrived: ${lost}`,
        ),
      ];
    } finally {
      await synthesis.close();
      await leases.close();
      await registry.close();
      child.kill();
    }
  },
};
