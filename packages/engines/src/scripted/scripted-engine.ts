import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError } from '@parley/protocol';
import type { AsrEngine, AsrHypothesis, AsrModel, AsrUtterance, AsrWord } from '../asr-engine.js';
import type { EngineModel } from '../tts-engine.js';
import { type ScriptedSettings, scriptedSettings } from './scripted-settings.js';

const SAMPLES_PER_MS = 16;
/** Quieter than −50 dBFS peak in a pushed block counts as silence. */
const SILENCE_PEAK = 0.003;

/**
 * A recogniser for tests: says what its script says, a word more for each `wordMs` of audio that is not silent.
 * Each utterance takes the next text of the script, over and over.
 */
export function createScriptedEngine(): AsrEngine {
  return { family: 'scripted', loadModel };
}

async function loadModel(model: EngineModel): Promise<AsrModel> {
  const settings = scriptedSettings(model.settings);
  let utterances = 0;
  return {
    languages: model.languages,
    openUtterance: (options) => {
      const text = settings.texts[utterances % settings.texts.length] ?? '';
      utterances++;
      const fails = settings.failUtterances.includes(utterances);
      const language = options.language ?? model.languages[0] ?? 'en';
      return createScriptedUtterance(text, language === 'auto' ? 'en' : language, settings, fails);
    },
    close: () => Promise.resolve(),
  };
}

function createScriptedUtterance(
  text: string,
  language: string,
  settings: ScriptedSettings,
  fails: boolean,
): AsrUtterance {
  const script = text.split(/\s+/).filter((word) => word !== '');
  const words: AsrWord[] = [];
  let heardMs = 0;
  let spokenMs = 0;
  let decodedMs = 0;
  let over = false;

  const say = (word: string, startMs: number): void => {
    words.push({ text: word, startMs, endMs: heardMs, confidence: settings.confidence });
  };
  const push = (samples: Float32Array): void => {
    const startMs = heardMs;
    const blockMs = samples.length / SAMPLES_PER_MS;
    heardMs += blockMs;
    if (!samples.some((sample) => Math.abs(sample) > SILENCE_PEAK)) return;
    spokenMs += blockMs;
    while (words.length < script.length && spokenMs >= (words.length + 1) * settings.wordMs) {
      say(script[words.length] ?? '', Math.max(words.at(-1)?.endMs ?? 0, startMs - settings.wordMs));
    }
  };
  const recognise = async (final: boolean): Promise<AsrHypothesis> => {
    if (over) throw new ParleyError('INTERNAL_ERROR', 'The utterance is over: open another one.');
    over = final;
    if (settings.delayMs > 0) await delay(settings.delayMs);
    if (fails) throw new ParleyError('ASR_FAILED', 'The script says so.');
    decodedMs = heardMs;
    // Speech that ended early still gives the whole text; silence gives none.
    if (final && spokenMs > 0) while (words.length < script.length) say(script[words.length] ?? '', heardMs);
    const spoken = words.map((word) => word.text).join(' ');
    const stable = words
      .slice(0, -1)
      .map((word) => word.text)
      .join(' ');
    return {
      text: spoken,
      stableLength: final ? spoken.length : stable.length,
      confidence: words.length === 0 ? 0 : settings.confidence,
      language,
      words: [...words],
      decodedMs,
    };
  };
  return { push, recognise };
}
