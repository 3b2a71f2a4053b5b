import type { ParleyClient } from '@parley/client';
import { FRAME_MS } from '@parley/protocol';
import { type CommandContext, print } from '../context.js';
import { CommandError } from '../exit-codes.js';
import type { Activity } from './activity.js';

const ROUNDS = 10;
const STOP_ROUNDS = 5;
const SHORT_TEXT = 'Hello, how can I help you today?';
const LONG_TEXT =
  'The quick brown fox jumps over the lazy dog, and then it sits down in the shade of an old oak tree to think about what it has done.';
/** Speech before each stop. */
const STOP_AFTER_MS = 800;
const TIMEOUT_MS = 15_000;

/**
 * Measures a server from the client's side: text sent to first frame received, lateness of frames against their own
 * pace, and `stop` to the last sample that was heard.
 */
export async function runBench(
  context: CommandContext,
  client: ParleyClient,
  activity: Activity,
  lastHeardAtMs: () => number,
): Promise<void> {
  const arrivals: number[] = [];
  client.on('audio', () => arrivals.push(performance.now()));
  await activity.untilQuiet({ quietMs: 500, timeoutMs: TIMEOUT_MS });

  const firstAudioMs: number[] = [];
  const jitterMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    arrivals.length = 0;
    const sentAtMs = performance.now();
    client.sendText(SHORT_TEXT, { respond: false });
    await firstArrival(arrivals);
    firstAudioMs.push((arrivals[0] ?? sentAtMs) - sentAtMs);
    await activity.untilQuiet({ quietMs: 300, timeoutMs: TIMEOUT_MS });
    jitterMs.push(...latenessMs(arrivals));
  }

  const stopMs: number[] = [];
  for (let round = 0; round < STOP_ROUNDS; round += 1) {
    arrivals.length = 0;
    client.sendText(LONG_TEXT, { respond: false });
    await firstArrival(arrivals);
    await new Promise((resolve) => setTimeout(resolve, STOP_AFTER_MS));
    const stoppedAtMs = performance.now();
    client.stop();
    await activity.untilQuiet({ quietMs: 300, timeoutMs: TIMEOUT_MS });
    stopMs.push(Math.max(0, lastHeardAtMs() - stoppedAtMs));
  }

  print(context, `first audio  ${summary(firstAudioMs)}`);
  print(context, `jitter       ${summary(jitterMs)}`);
  print(context, `stop latency ${summary(stopMs)}`);
}

async function firstArrival(arrivals: readonly number[]): Promise<void> {
  const startedAtMs = performance.now();
  while (arrivals.length === 0) {
    if (performance.now() - startedAtMs > TIMEOUT_MS) throw new CommandError('no audio came within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** How far the gaps between frames are from a frame's length. The lead at the start of a reply is left out. */
function latenessMs(arrivals: readonly number[]): number[] {
  const settled = arrivals.slice(10);
  return settled.slice(1).map((at, index) => Math.abs(at - (settled[index] ?? at) - FRAME_MS));
}

function summary(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const shown = (value: number) => `${value.toFixed(1)} ms`;
  return `p50 ${shown(quantile(0.5))}  p95 ${shown(quantile(0.95))}  max ${shown(sorted.at(-1) ?? Number.NaN)}  (n=${sorted.length})`;
}
