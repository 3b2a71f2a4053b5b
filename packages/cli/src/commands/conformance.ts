import { Argument, type Command } from 'commander';
import { type CommandContext, note, print } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';

interface ConformanceOptions {
  readonly kind: 'tts' | 'asr';
  readonly model?: string;
  readonly nondeterministic?: true;
  readonly speech?: string;
  readonly expect?: string;
}

/** `parley conformance`: whether a worker, in whatever language, keeps the wire contract. */
export function addConformanceCommand(program: Command, context: CommandContext): void {
  program
    .command('conformance')
    .description('test a running worker, in whatever language, against the wire contract')
    .addArgument(new Argument('<kind>', 'what it does').choices(['tts', 'asr']))
    .argument('<address>', 'grpc://host:port')
    .option('--model <id>', 'model to test with (default: the one of the worker)')
    .option('--nondeterministic', 'the same text may give other samples')
    .option(
      '--speech <file>',
      'asr: a recording of 2 to 8 s of speech; without it a tone, which models do not hear',
    )
    .option('--expect <word>', 'asr: a word that the transcript must hold')
    .action((kind: 'tts' | 'asr', address: string, options: ConformanceOptions) =>
      conform(context, kind, address, options),
    );
}

async function conform(
  context: CommandContext,
  kind: 'tts' | 'asr',
  address: string,
  options: ConformanceOptions,
): Promise<void> {
  const { asrConformance, runConformance, ttsConformance } = await import('@parley/testkit');
  const suite =
    kind === 'tts'
      ? ttsConformance(address, { modelId: options.model, deterministic: options.nondeterministic !== true })
      : asrConformance(address, {
          modelId: options.model,
          expectedWord: options.expect,
          speech: options.speech === undefined ? undefined : await recording(options.speech),
        });
  try {
    const results = await runConformance(suite, {
      onResult: ({ name, level, failure, durationMs }) => {
        const verdict = failure === undefined ? 'ok    ' : level === 'core' ? 'FAILED' : 'lacks ';
        print(context, `${verdict} ${name} (${Math.round(durationMs)} ms)`);
        if (failure !== undefined) print(context, `       ${failure.message}`);
      },
    });
    const broken = results.filter(({ failure, level }) => failure !== undefined && level === 'core');
    const lacking = results.filter(({ failure, level }) => failure !== undefined && level === 'addition');
    note(
      context,
      `${results.length - broken.length - lacking.length} of ${results.length} cases passed` +
        `${lacking.length === 0 ? '' : `; ${lacking.length} additions are not there, which costs features alone`}`,
    );
    if (broken.length > 0) context.exitCode = EXIT_CODES.failed;
  } finally {
    suite.close();
  }
}

async function recording(path: string) {
  const [{ readAudio }, { float32ToInt16 }, { LISTENING_RATE_HZ }] = await Promise.all([
    import('../speech/read-audio.js'),
    import('@parley/audio'),
    import('@parley/protocol'),
  ]);
  return { samples: float32ToInt16(await readAudio(path)), sampleRateHz: LISTENING_RATE_HZ };
}
