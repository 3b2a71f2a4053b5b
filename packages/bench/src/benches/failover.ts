import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@parley/testkit';
import { type Bench, type Figure, figure } from '../bench.js';
import { type Caller, createCaller } from '../caller.js';
import { LONG_REPLY, quiet } from '../interruption-trial.js';
import { startParley } from '../parley-process.js';
import { startServer } from '../server-process.js';

/** SIGKILL to the worker in mid-sentence → audio goes on, with a warm spare and with none. */
export const failover: Bench = {
  name: 'failover',
  async run({ quick, progress }) {
    const runs = quick ? 3 : 15;
    const port = await freePort();
    const spare = startParley(['worker', 'tts', '--port', String(port)], {
      METRICS_ENABLED: 'false',
      LOG_LEVEL: 'error',
    });
    const figures: Figure[] = [];
    try {
      await spare.until(() => Promise.resolve(spare.output().includes('is ready at')));
      for (const warm of [true, false]) {
        const workers = warm ? { workers: { tts_worker_url: `grpc://127.0.0.1:${port}` } } : {};
        const server = await startServer({ config: { asr: { enabled: false }, ...workers } });
        const caller = await createCaller({ url: server.url, echoCancellation: true });
        const gaps: number[] = [];
        let lost = 0;
        try {
          for (let run = 0; run < runs; run += 1) {
            const gapMs = await killMidSentence(caller, server.pid, 1000 + run * 130);
            if (gapMs === undefined) lost += 1;
            else gaps.push(gapMs);
            progress(`${warm ? 'warm spare' : 'alone'}: ${gapMs?.toFixed(0) ?? 'the reply did not go on'}`);
          }
        } finally {
          await caller.close();
          await server.close();
        }
        const target = { text: 'p95 < 1000 ms', met: ({ p95 }: { p95: number }) => p95 < 1000 && lost === 0 };
        if (gaps.length > 0 || warm)
          figures.push(
            figure(
              warm ? 'gap' : 'gap-alone',
              'ms',
              gaps,
              warm ? target : undefined,
              `longest silence of the reply at the ear after the kill; replies that did not go on: ${lost} of ${runs}${warm ? '' : '; the worker has to start anew'}`,
            ),
          );
      }
    } finally {
      await spare.close();
    }
    return figures;
  },
};

async function killMidSentence(
  caller: Caller,
  serverPid: number,
  afterMs: number,
): Promise<number | undefined> {
  await quiet(caller);
  const [worker] = await childrenOf(serverPid);
  if (worker === undefined) throw new Error('the server has no worker process');
  const heardFrom = caller.heard.length;
  caller.client.sendText(LONG_REPLY, { respond: false });
  const deadlineMs = performance.now() + 15_000;
  while (caller.heard.length === heardFrom && performance.now() < deadlineMs) await delay(5);
  await delay(afterMs);
  process.kill(worker, 'SIGKILL');
  const killedAtMs = performance.now();
  await delay(8000);
  const spans = caller.heard.slice(heardFrom);
  let longestMs = 0;
  for (const [at, span] of spans.entries()) {
    const before = spans[at - 1];
    if (before === undefined || span.atMs < killedAtMs) continue;
    longestMs = Math.max(longestMs, span.atMs - before.atMs - before.samples / 48);
  }
  const last = spans.at(-1);
  // Still speaking at the end of the wait: the reply is longer than that.
  const goesOn = last !== undefined && performance.now() - last.atMs < 500;
  // The next run wants the worker back.
  const backMs = performance.now() + 20_000;
  while ((await childrenOf(serverPid)).length === 0 && performance.now() < backMs) await delay(100);
  await delay(3000);
  return goesOn ? longestMs : undefined;
}

/** Processes that a process started. Linux. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}
