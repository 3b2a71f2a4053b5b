import { createAsrEngine } from '@parley/engines';
import { LISTENING_RATE_HZ } from '@parley/protocol';
import type { Command } from 'commander';
import { type CommandContext, note, print } from '../context.js';
import { CommandError, EXIT_CODES } from '../exit-codes.js';
import { ensureModels } from '../models/ensure-models.js';
import { openModelStore } from '../models/open-store.js';
import { readAudio } from '../speech/read-audio.js';

interface TranscribeOptions {
  readonly model?: string;
  readonly language?: string;
  readonly json?: true;
}

/** Audio between two passes: long enough to be cheap, short enough to settle text as it goes. */
const STEP_SAMPLES = 4 * LISTENING_RATE_HZ;

/** `parley transcribe`: writes down what a recording says, without a server. */
export function addTranscribeCommand(program: Command, context: CommandContext): void {
  program
    .command('transcribe')
    .description('write down what a recording says, without a server')
    .argument('<file>', 'WAV, or whatever FFmpeg reads where it is installed')
    .option('--model <id>', 'model that listens (default: that of the catalogue)')
    .option('--language <tag>', 'language of the recording (BCP 47)')
    .option('--json', 'text, confidence and words with their times')
    .action((file: string, options: TranscribeOptions) => transcribe(context, file, options));
}

async function transcribe(context: CommandContext, file: string, options: TranscribeOptions): Promise<void> {
  const samples = await readAudio(file);
  const store = await openModelStore(context);
  const id = options.model ?? store.catalogue.defaults('asr')[0]?.id ?? '';
  const [installed] = await ensureModels(context, store, [id]);
  if (installed === undefined || installed.task !== 'asr') {
    throw new CommandError(`${id} is not a model that listens`, EXIT_CODES.usage);
  }
  const startedMs = performance.now();
  const model = await createAsrEngine(installed.family).loadModel(installed);
  try {
    const utterance = model.openUtterance({ language: options.language });
    for (let at = 0; at < samples.length; at += STEP_SAMPLES) {
      utterance.push(samples.subarray(at, at + STEP_SAMPLES));
      if (at + STEP_SAMPLES < samples.length) await utterance.recognise(false);
    }
    const { text, confidence, language, words } = await utterance.recognise(true);
    print(context, options.json === true ? JSON.stringify({ text, confidence, language, words }) : text);
  } finally {
    await model.close();
  }
  const seconds = (samples.length / LISTENING_RATE_HZ).toFixed(1);
  note(
    context,
    `${seconds} s of audio in ${((performance.now() - startedMs) / 1000).toFixed(1)} s, loading included`,
  );
}
