import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requires } from '@parley/testkit';
import { type Bench, type Figure, figure } from '../bench.js';
import { upperBound95 } from '../statistics.js';

const WEB = new URL('../../../web/', import.meta.url);
/** The page as it is served, and the command that measures in it. */
const PAGE = fileURLToPath(new URL('dist/index.html', WEB));
const COMMAND = fileURLToPath(new URL('dist-test/testing/stop-latency.js', WEB));
const FEWEST_TRIALS = 5;
/** Besides the time that is measured: servers and browser start and end. */
const LONGEST_MS = 120_000;

const SETTINGS = [
  { metric: 'websocket', args: [], needs: [] },
  { metric: 'websocket-100ms', args: ['--delay-ms', '100'], needs: ['root', 'ip'] },
  { metric: 'webrtc', args: ['--webrtc'], needs: ['livekit-server'] },
  {
    metric: 'webrtc-100ms',
    args: ['--webrtc', '--delay-ms', '100'],
    needs: ['livekit-server', 'root', 'ip'],
  },
] as const;

/** What the command prints. */
interface PageTrials {
  readonly onsets: number;
  readonly latenciesMs: readonly number[];
  readonly notStopped: number;
}

/** First speech sample of the microphone → last agent sample at the output, in a page in Chromium that ducks. */
export const pageStopLatency: Bench = {
  name: 'page-stop-latency',
  ownNetwork: true,
  async run({ quick, progress }) {
    const figures: Figure[] = [];
    if (!requires('chromium', 'fixtures') || !existsSync(PAGE)) {
      progress('not measured: Chromium, the recordings or the built page are missing');
      return figures;
    }
    const minutes = quick ? 1.5 : 5;
    for (const { metric, args, needs } of SETTINGS) {
      if (!requires(...needs)) {
        progress(`${metric} is not measured: it needs ${needs.join(', ')}`);
        continue;
      }
      const trials = await measure([...args, '--minutes', String(minutes)], minutes * 60_000);
      const { onsets, latenciesMs, notStopped } = trials;
      const sounding = latenciesMs.length + notStopped;
      progress(`${metric}: ${latenciesMs.length} of ${sounding} stopped, of ${onsets} onsets`);
      figures.push(
        figure(
          metric,
          'ms',
          latenciesMs,
          {
            text: 'p50 ≤ 70, p95 ≤ 130 ms',
            met: ({ n, p50, p95 }) => n >= FEWEST_TRIALS && p50 <= 70 && p95 <= 130 && notStopped === 0,
          },
          `real speech over a steady tone; not stopped: ${notStopped} of ${sounding} (95 % bound ${(100 * upperBound95(notStopped, sounding)).toFixed(1)} %); not counted because no reply sounded: ${onsets - sounding}`,
        ),
      );
    }
    return figures;
  },
};

/** Runs the command. Throws when it fails, says nothing, or takes too long. */
async function measure(args: readonly string[], measuredMs: number): Promise<PageTrials> {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const endWithBench = (): void => void child.kill('SIGTERM');
  process.once('exit', endWithBench);
  const timer = setTimeout(endWithBench, measuredMs + LONGEST_MS);
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  try {
    const [status] = (await once(child, 'close')) as [number | null];
    if (status !== 0) throw new Error(`the page was not measured: status ${status ?? 'none'}`);
    return JSON.parse(output) as PageTrials;
  } finally {
    clearTimeout(timer);
    process.off('exit', endWithBench);
  }
}
