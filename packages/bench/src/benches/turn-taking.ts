import { type Bench, type Figure, figure } from '../bench.js';
import { type Caller, createCaller } from '../caller.js';
import { type Clip, isCleanSpeech, loadClips, withNoise } from '../clips.js';
import { interrupt } from '../interruption-trial.js';
import { startServer } from '../server-process.js';
import { upperBound95 } from '../statistics.js';
import { isNoInterruption } from './resume.js';

const STRATEGIES = ['pause-first', 'confirm-first'] as const;
const OFFSETS_MS = [300, 1100, 1900];
const NOISE_DB = [undefined, 20, 10];
/** Trials that run beside each other: each waits for sound most of its time. */
const CALLERS = 3;

interface Task {
  readonly clip: Clip;
  readonly offsetMs: number;
  readonly noiseDb: number | undefined;
  readonly meant: boolean;
}

/** Interruptions that are missed and replies that are lost, over clips, offsets and noise, by both strategies. */
export const turnTaking: Bench = {
  name: 'turn-taking',
  async run({ quick, progress }) {
    const meant = (await loadClips(isCleanSpeech)).filter((clip) => clip.samples.length < 16_000 * 7);
    const notMeant = await loadClips(isNoInterruption);
    const all = [...tasks(meant, true), ...tasks(notMeant, false)];
    const server = await startServer();
    const figures: Figure[] = [];
    try {
      for (const strategy of STRATEGIES) {
        const chosen = quick ? all.filter((_, at) => at % Math.ceil(all.length / 12) === 0) : all;
        figures.push(...(await measure(server.url, strategy, chosen, progress)));
      }
    } finally {
      await server.close();
    }
    return figures;
  },
};

function tasks(clips: readonly Clip[], meant: boolean): Task[] {
  return OFFSETS_MS.flatMap((offsetMs) =>
    NOISE_DB.flatMap((noiseDb) => clips.map((clip) => ({ clip, offsetMs, noiseDb, meant }))),
  );
}

async function measure(
  url: string,
  strategy: (typeof STRATEGIES)[number],
  all: readonly Task[],
  progress: (line: string) => void,
): Promise<Figure[]> {
  const waiting = [...all];
  const stops: number[] = [];
  const missed: string[] = [];
  const lost: string[] = [];
  const counts = { meant: 0, notMeant: 0, invalid: 0 };
  const callers: Caller[] = [];

  async function work(caller: Caller): Promise<void> {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const { clip, offsetMs, noiseDb, meant } = task;
      const audio = noiseDb === undefined ? clip.samples : withNoise(clip.samples, noiseDb);
      const name = `${clip.name} at ${offsetMs} ms${noiseDb === undefined ? '' : `, ${noiseDb} dB`}`;
      const trial = await interrupt(caller, audio.subarray(0, 16_000 * 7), clip.firstSpeech ?? 0, offsetMs);
      if (!trial.valid) {
        counts.invalid += 1;
        continue;
      }
      counts[meant ? 'meant' : 'notMeant'] += 1;
      const stopped = trial.stopMs !== undefined;
      if (meant && trial.stopMs !== undefined) stops.push(trial.stopMs);
      if (meant && !stopped) missed.push(name);
      if (!meant && stopped) lost.push(name);
      if (meant !== stopped) progress(`${strategy}: ${meant ? 'missed' : 'lost to'} ${name}`);
    }
  }

  try {
    for (let at = 0; at < CALLERS; at += 1)
      callers.push(await createCaller({ url, echoCancellation: true, bargeIn: { strategy } }));
    await Promise.all(callers.map(work));
  } finally {
    await Promise.all(callers.map((caller) => caller.close()));
  }
  return [
    errors(
      `missed-${strategy}`,
      missed,
      counts.meant,
      `speech over the agent that did not stop it; trials of both kinds without a reply that sounded, not counted: ${counts.invalid}`,
    ),
    errors(`lost-${strategy}`, lost, counts.notMeant, 'backchannels and noise that stopped it'),
    ...(stops.length > 0
      ? [figure(`stop-${strategy}`, 'ms', stops, undefined, `${CALLERS} callers at once, clean and noisy`)]
      : []),
  ];
}

function errors(metric: string, names: readonly string[], trials: number, what: string): Figure {
  const bound = trials === 0 ? 100 : 100 * upperBound95(names.length, trials);
  return figure(
    metric,
    'trials',
    [names.length],
    { text: `0 in ≥ 300 trials`, met: ({ max }) => max === 0 && trials >= 300 },
    `${what}: ${names.length} of ${trials} (95 % bound ${bound.toFixed(1)} %)${names.length === 0 ? '' : `: ${names.join('; ')}`}`,
  );
}
