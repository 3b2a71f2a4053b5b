import { writeFile } from 'node:fs/promises';
import { encodeWav, float32ToInt16, int16ToBytes, resample } from '@parley/audio';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import { type Command, InvalidArgumentError } from 'commander';
import { type CommandContext, note } from '../context.js';
import { CommandError, EXIT_CODES } from '../exit-codes.js';
import { ensureModels } from '../models/ensure-models.js';
import { openModelStore } from '../models/open-store.js';
import { type SpokenText, speakText } from '../speech/speak-text.js';
import { startSoundProgram } from '../talk/sound-programs.js';

interface SayOptions {
  readonly output?: string;
  readonly model?: string;
  readonly voice?: string;
  readonly speed?: number;
  readonly device?: string;
}

/** `parley say`: speaks a text here and now, without a server. */
export function addSayCommand(program: Command, context: CommandContext): void {
  program
    .command('say')
    .description('speak a text, without a server')
    .argument('<text...>')
    .option('-o, --output <file.wav>', 'write a WAV file; `-` writes it to standard output')
    .option('--model <id>', 'model that speaks (default: that of the catalogue)')
    .option('--voice <name>', 'voice of the model')
    .option('--speed <factor>', '0.5 to 2', parseSpeed)
    .option('--device <name>', 'sound card, as the player of the system names it')
    .action((words: readonly string[], options: SayOptions) => say(context, words.join(' '), options));
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (!(speed >= 0.5 && speed <= 2)) throw new InvalidArgumentError('allowed: 0.5 to 2');
  return speed;
}

async function say(context: CommandContext, text: string, options: SayOptions): Promise<void> {
  const store = await openModelStore(context);
  const id = options.model ?? store.catalogue.defaults('tts')[0]?.id ?? '';
  const [model] = await ensureModels(context, store, [id]);
  if (model === undefined || model.task !== 'tts')
    throw new CommandError(`${id} is not a model that speaks`, EXIT_CODES.usage);
  const startedMs = performance.now();
  const spoken = await speakText(model, text, { voice: options.voice, speed: options.speed });
  const seconds = spoken.samples.length / spoken.sampleRateHz;
  const took = `${seconds.toFixed(1)} s of speech in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  if (options.output === undefined) {
    await play(spoken, options.device);
    return;
  }
  const wav = encodeWav(float32ToInt16(spoken.samples), spoken.sampleRateHz);
  if (options.output === '-') context.stdout.write(wav);
  else await writeFile(options.output, wav);
  note(context, options.output === '-' ? took : `${options.output}: ${took}`);
}

async function play(spoken: SpokenText, device: string | undefined): Promise<void> {
  const player = await startSoundProgram('player', device);
  const input = player?.stdin;
  if (player === undefined || input === null || input === undefined) {
    throw new CommandError(
      'no sound card can be reached (pacat, aplay, play); write a file with -o FILE.wav',
    );
  }
  const samples = await resample(spoken.samples, spoken.sampleRateHz, SAMPLE_RATE_HZ);
  const ended = new Promise<void>((resolve) => player.once('exit', () => resolve()));
  input.end(int16ToBytes(float32ToInt16(samples)));
  await ended;
}
