import { ParleyError } from '@parley/protocol';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** The alphabets of the net that reads words which no dictionary has. */
export interface UnknownWordsFile {
  readonly in: readonly string[];
  readonly out: readonly string[];
  /** Letters beyond this many are not read. */
  readonly maxlen: number;
}

/** Reads a word by its letters. Keeps the last 1,000 answers. Owns an ONNX session until `close()`. */
export interface UnknownWords {
  /** Empty when none of its letters is known. */
  read(word: string): Promise<string>;
  close(): Promise<void>;
}

const CACHED_WORDS = 1000;
/** Output 0 is the blank between letters; repeats without one between them are one (CTC). */
const BLANK = 0n;

export async function loadUnknownWords(path: string, file: UnknownWordsFile): Promise<UnknownWords> {
  const session = await InferenceSession.create(path, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const idOf = new Map(file.in.map((letter, i) => [letter, BigInt(i + 1)]));
  const cache = new Map<string, string>();
  let released: Promise<void> | undefined;

  const infer = async (word: string): Promise<string> => {
    const ids = [...word].flatMap((letter) => idOf.get(letter) ?? []).slice(0, file.maxlen);
    if (ids.length === 0) return '';
    const out = await session.run({ chars: new Tensor('int64', BigInt64Array.from(ids), [1, ids.length]) });
    const symbols = out.ids?.data;
    if (!(symbols instanceof BigInt64Array))
      throw new ParleyError('SYNTHESIS_FAILED', 'The net for unknown words gave nothing.');
    let phonemes = '';
    let previous = BLANK;
    for (const symbol of symbols) {
      if (symbol !== previous && symbol !== BLANK) phonemes += file.out[Number(symbol) - 1] ?? '';
      previous = symbol;
    }
    return phonemes;
  };

  return {
    async read(word) {
      const cached = cache.get(word);
      if (cached !== undefined) return cached;
      const phonemes = await infer(word);
      if (cache.size >= CACHED_WORDS) cache.delete(cache.keys().next().value ?? '');
      cache.set(word, phonemes);
      return phonemes;
    },
    close() {
      released ??= session.release();
      return released;
    },
  };
}
