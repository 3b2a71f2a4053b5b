import { encodeWav, float32ToInt16 } from '@parley/audio';
import { LISTENING_RATE_HZ, ParleyError } from '@parley/protocol';
import { z } from 'zod';
import type { AsrEngine, AsrModel, AsrOptions } from '../asr-engine.js';
import { type ExternalSettings, externalSettings } from '../external/external-settings.js';
import { postTo } from '../external/http-call.js';
import { nearestWordsBeforeCut } from '../redecoding/joint.js';
import type { OfflineRecogniser } from '../redecoding/offline-recogniser.js';
import { redecodingSettings } from '../redecoding/redecoding-settings.js';
import { createRedecodingUtterance } from '../redecoding/redecoding-utterance.js';
import type { EngineModel } from '../tts-engine.js';
import { createWordTable } from './word-table.js';

const answerSchema = z.looseObject({
  text: z.string(),
  segments: z.array(z.looseObject({ avg_logprob: z.number().optional() })).optional(),
});
/** An hour of text. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Each pass is an upload and somebody's GPU: fewer than a model of our own would make. */
const DECODE_FACTOR = 4;
/** Told when the server gives no probabilities. */
const UNKNOWN_LOG_PROB = Math.log(0.9);

/**
 * A recogniser behind `POST {url}/v1/audio/transcriptions`. Live text comes of sending the open segment again; the
 * settings take `RedecodingSettings` beside those of the server. Session options: `language`.
 */
export function createOpenAiTranscriptionEngine(): AsrEngine {
  return { family: 'openai-transcription', loadModel: (model) => Promise.resolve(createModel(model)) };
}

function createModel(model: EngineModel): AsrModel {
  const settings = externalSettings(model);
  const redecoding = redecodingSettings({ decodeFactor: DECODE_FACTOR, ...model.settings });
  const closing = new AbortController();
  return {
    languages: model.languages,
    openUtterance: (options) => {
      const recogniser = createRecogniser(settings, options, closing.signal);
      // A model of one language answers in it; of many, in whatever was spoken.
      const language =
        options.language ?? (model.languages.length === 1 ? model.languages[0] : undefined) ?? '';
      return createRedecodingUtterance({ recogniser, language, settings: redecoding });
    },
    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}

function createRecogniser(
  settings: ExternalSettings,
  options: AsrOptions,
  signal: AbortSignal,
): OfflineRecogniser {
  // One an utterance, so that it does not grow with the life of the worker.
  const table = createWordTable();
  return {
    async transcribe(samples, { prefixTokens = [] } = {}) {
      const { text, logProb } = await transcribe(settings, options, samples, signal);
      const heard = table.tokensOf(text);
      const tokens = [...prefixTokens, ...heard.slice(wordsCovered(table.textOf(prefixTokens), text))];
      return { tokens, logProbs: tokens.map(() => logProb), text: table.textOf(tokens), ended: true };
    },
    textOf: table.textOf,
    beginsWord: () => true,
  };
}

/** How many words of `text` say what the settled text before says; the server cannot be made to begin with it. */
function wordsCovered(settled: string, text: string): number {
  const plain = (words: string) =>
    words
      .toLowerCase()
      .split(/\s+/)
      .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''))
      .filter((word) => word !== '');
  return settled === '' ? 0 : nearestWordsBeforeCut(plain(settled), plain(text));
}

async function transcribe(
  settings: ExternalSettings,
  options: AsrOptions,
  samples: Float32Array,
  signal: AbortSignal,
): Promise<{ text: string; logProb: number }> {
  const body = new FormData();
  const wav = encodeWav(float32ToInt16(samples), LISTENING_RATE_HZ);
  body.set('file', new Blob([Uint8Array.from(wav)], { type: 'audio/wav' }), 'speech.wav');
  body.set('model', settings.model);
  body.set('response_format', 'json');
  if (options.language !== undefined) body.set('language', options.language.split('-')[0] ?? '');
  for (const [name, value] of Object.entries(settings.body)) body.set(name, String(value));

  const request = { path: '/v1/audio/transcriptions', body, errorCode: 'ASR_FAILED' } as const;
  const call = await postTo(settings, request, signal);
  if (call === undefined) throw new ParleyError('ASR_FAILED', 'the model was closed');
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of call.parts()) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) throw new ParleyError('ASR_FAILED', 'the transcript is too long');
    parts.push(part);
  }
  return parseAnswer(Buffer.concat(parts).toString('utf8'));
}

function parseAnswer(json: string): { text: string; logProb: number } {
  try {
    const { text, segments = [] } = answerSchema.parse(JSON.parse(json));
    const known = segments.flatMap(({ avg_logprob }) => (avg_logprob === undefined ? [] : [avg_logprob]));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return { text: text.trim(), logProb: known.length === 0 ? UNKNOWN_LOG_PROB : mean };
  } catch (cause) {
    throw new ParleyError('ASR_FAILED', 'the transcription server sent what is no transcript', { cause });
  }
}
