import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseWav } from '@parley/audio';
import { speechFixturesFolder } from '@parley/testkit';
import { firstSpeechSample } from './speech-onset.js';

/** One recording of the fixtures. */
export interface Clip {
  readonly name: string;
  readonly kind: string;
  readonly endOfTurn: 'complete' | 'incomplete' | null;
  readonly language: string;
  readonly transcript: string | undefined;
  readonly transcriptQuality: string | undefined;
  readonly tags: readonly string[];
  /** The repository that it comes from, and the speaker where known: what one person said in one place. */
  readonly voice: string;
  /** Mono, 16 kHz. */
  readonly samples: Int16Array;
  /** 16 kHz sample at which speech begins: the label, else by level. Undefined without speech. */
  readonly firstSpeech: number | undefined;
}

interface ManifestEntry {
  readonly file: string;
  readonly kind: string;
  readonly language?: string | null;
  readonly endOfTurn: 'complete' | 'incomplete' | null;
  readonly transcript: string | null;
  readonly transcriptQuality?: string;
  readonly tags: readonly string[];
  readonly speaker?: string;
  readonly source: { readonly repository: string };
  readonly speechSegmentsMs: readonly (readonly [number, number])[] | null;
}

/** All recordings at 16 kHz that satisfy the test. Throws a readable error when the fixtures are not there. */
export async function loadClips(test: (clip: Clip) => boolean = () => true): Promise<Clip[]> {
  const folder = speechFixturesFolder();
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => {
    throw new Error(`no recordings at ${folder}; set PARLEY_FIXTURES to the folder that holds manifest.json`);
  });
  const manifest: readonly ManifestEntry[] = JSON.parse(text);
  const clips: Clip[] = [];
  for (const entry of manifest) {
    if (!entry.file.startsWith('audio16k/')) continue;
    const { samples } = parseWav(await readFile(join(folder, entry.file)));
    const clip: Clip = {
      name: entry.file.replace(/^audio16k\/|\.wav$/g, ''),
      kind: entry.kind,
      endOfTurn: entry.endOfTurn,
      language: entry.language ?? 'en',
      transcript: entry.transcript ?? undefined,
      transcriptQuality: entry.transcriptQuality,
      tags: entry.tags,
      voice: `${entry.source.repository} ${entry.speaker ?? ''}`.trim(),
      samples,
      firstSpeech: entry.kind === 'non-speech' ? undefined : onset(entry, samples),
    };
    if (test(clip)) clips.push(clip);
  }
  return clips;
}

/** English speech of one close speaker, from which an interruption can be made: what carries a label of its end. */
export function isCleanSpeech(clip: Clip): boolean {
  return (
    clip.language === 'en' &&
    clip.endOfTurn !== null &&
    ['command', 'sentence', 'complete-turn'].includes(clip.kind)
  );
}

/** A command of one word, or a letter. */
export function isSingleWord({ transcript }: Clip): boolean {
  return transcript !== undefined && !transcript.trim().includes(' ');
}

/** The clip with white noise at this signal-to-noise ratio, seeded so that every run hears the same. */
export function withNoise(samples: Int16Array, snrDb: number, seed = 1): Int16Array {
  let power = 0;
  for (const sample of samples) power += sample * sample;
  const sigma = Math.sqrt(power / samples.length / 10 ** (snrDb / 10));
  let state = seed >>> 0 || 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return samples.map((sample) => {
    const gaussian = Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
    return Math.max(-32_768, Math.min(32_767, Math.round(sample + sigma * gaussian)));
  });
}

function onset(entry: ManifestEntry, samples: Int16Array): number {
  const labelled = entry.speechSegmentsMs?.[0]?.[0];
  return labelled === undefined ? firstSpeechSample(samples, 16_000) : Math.round(labelled * 16);
}

/** All clean English speech, one clip after the other: what a microphone in use hears. */
export async function speechOfAll(): Promise<Int16Array> {
  const clips = await loadClips(isCleanSpeech);
  const samples = new Int16Array(clips.reduce((sum, clip) => sum + clip.samples.length, 0));
  let at = 0;
  for (const clip of clips) {
    samples.set(clip.samples, at);
    at += clip.samples.length;
  }
  return samples;
}
