import { createAsrEngine } from '@parley/engines';
import { createSileroVad } from '@parley/models';
import { type Bench, type Figure, figure } from '../bench.js';
import { type Clip, isCleanSpeech, loadClips, withNoise } from '../clips.js';
import { ensureModel, modelFile } from '../model-file.js';
import { type SimulatedTrial, simulateTrial } from '../simulation/simulated-trial.js';
import { upperBound95 } from '../statistics.js';

const STRATEGIES = ['pause-first', 'confirm-first'] as const;
const SPEECH_OFFSETS_MS = [300, 1100, 2350];
const SPEECH_SNR_DB = [undefined, 15, 10, 20];
const OTHER_OFFSETS_MS = [300, 900, 1700, 2500];
const OTHER_GAINS_DB = [0, -6, -12];
/** Long noise and music is cut into pieces of this length: each may set off a hold of its own. */
const PIECE_SAMPLES = 16_000 * 4;

/** Decisions by the hundred: the session and the real models on a simulated clock. */
export const interruptions: Bench = {
  name: 'interruptions',
  async run({ quick, progress }) {
    const moonshine = await ensureModel('moonshine-base-en');
    const models = {
      vad: await createSileroVad({ modelPath: await modelFile('silero-vad-v6', 'silero_vad.onnx') }),
      asr: await createAsrEngine(moonshine.family).loadModel(moonshine),
    };
    const speech = (await loadClips(isCleanSpeech)).filter(({ samples }) => samples.length < 16_000 * 8);
    const other = pieces(
      await loadClips(
        ({ kind, language }) => kind === 'non-speech' || (kind === 'backchannel' && language === 'en'),
      ),
    );
    const figures: Figure[] = [];
    for (const strategy of STRATEGIES) {
      figures.push(...(await measure(strategy, quick, speech, other, models, progress)));
    }
    await models.asr.close();
    await models.vad.close();
    return figures;
  },
};

type Models = Parameters<typeof simulateTrial>[0];

async function measure(
  strategy: (typeof STRATEGIES)[number],
  quick: boolean,
  speech: readonly Clip[],
  other: readonly Clip[],
  models: Models,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const every = quick ? 12 : 1;
  const missed: string[] = [];
  const lost: string[] = [];
  const broken: string[] = [];
  const gaps: number[] = [];
  let meant = 0;
  let notMeant = 0;
  let wentOn = 0;
  let holds = 0;
  const tell = (name: string, trial: SimulatedTrial): void => {
    if (trial.stopped) return;
    wentOn += 1;
    if (!trial.whole) broken.push(name);
  };
  for (const [at, [clip, offsetMs, snrDb]] of crossed(speech, SPEECH_OFFSETS_MS, SPEECH_SNR_DB).entries()) {
    if (at % every !== 0) continue;
    const audio = snrDb === undefined ? clip.samples : withNoise(clip.samples, snrDb, at + 1);
    const name = `${clip.name} at ${offsetMs} ms${snrDb === undefined ? '' : `, ${snrDb} dB`}`;
    const trial = await simulateTrial(models, audio, offsetMs, strategy);
    meant += 1;
    tell(name, trial);
    if (trial.stopped) continue;
    missed.push(name);
    progress(`${strategy}: missed ${name} (held: ${trial.held}, heard "${trial.heard}")`);
  }
  for (const [at, [clip, offsetMs, gainDb]] of crossed(other, OTHER_OFFSETS_MS, OTHER_GAINS_DB).entries()) {
    if (at % every !== 0) continue;
    const gain = 10 ** ((gainDb ?? 0) / 20);
    const name = `${clip.name} at ${offsetMs} ms, ${gainDb} dB`;
    const trial = await simulateTrial(
      models,
      clip.samples.map((sample) => Math.round(sample * gain)),
      offsetMs,
      strategy,
    );
    notMeant += 1;
    if (trial.held) holds += 1;
    if (trial.resumeMs !== undefined) gaps.push(trial.resumeMs);
    tell(name, trial);
    if (!trial.stopped) continue;
    lost.push(name);
    progress(`${strategy}: lost to ${name} (heard "${trial.heard}")`);
  }
  return [
    errors(`missed-${strategy}`, missed, meant, 'speech over the agent that did not stop it'),
    errors(
      `lost-${strategy}`,
      lost,
      notMeant,
      `backchannels, noise and music that stopped it; ${holds} held`,
    ),
    errors(`broken-${strategy}`, broken, wentOn, 'replies that went on with a sample lost or repeated'),
    ...(gaps.length > 0
      ? [
          figure(
            `resume-${strategy}`,
            'ms',
            gaps,
            undefined,
            'end of the clip → the reply goes on; 0 where it went on before the end',
          ),
        ]
      : []),
  ];
}

function crossed<A, B, C>(clips: readonly A[], offsets: readonly B[], levels: readonly C[]): [A, B, C][] {
  return levels.flatMap((level) =>
    offsets.flatMap((offset) => clips.map((clip): [A, B, C] => [clip, offset, level])),
  );
}

function pieces(clips: readonly Clip[]): Clip[] {
  return clips.flatMap((clip) => {
    const count = Math.max(1, Math.floor(clip.samples.length / PIECE_SAMPLES));
    return Array.from({ length: count }, (_, index) => ({
      ...clip,
      name: count === 1 ? clip.name : `${clip.name} #${index + 1}`,
      samples: clip.samples.subarray(index * PIECE_SAMPLES, (index + 1) * PIECE_SAMPLES),
    }));
  });
}

function errors(metric: string, names: readonly string[], trials: number, what: string): Figure {
  const bound = (100 * upperBound95(names.length, Math.max(1, trials))).toFixed(1);
  const listed = [...new Set(names.map((name) => name.split(' at ')[0]))].join(', ');
  return figure(
    metric,
    'trials',
    [names.length],
    { text: '0 in ≥ 300 trials', met: ({ max }) => max === 0 && trials >= 300 },
    `${what}: ${names.length} of ${trials} (95 % bound ${bound} %)${listed === '' ? '' : `; clips: ${listed}`}`,
  );
}
