import { ParleyError } from '@parley/protocol';
import { externalSettings } from '../external/external-settings.js';
import { createRawPcmStream } from '../external/pcm-stream.js';
import { PORTIONS_PER_SECOND, portions } from '../external/portions.js';
import type { EngineModel, TtsEngine, TtsOptions, TtsVoice, TtsWord } from '../tts-engine.js';
import { createAlignedWords } from './alignment.js';
import { parseServerMessage } from './server-message.js';
import { openSpeechSocket } from './speech-socket.js';

const DEFAULTS = {
  url: 'wss://api.elevenlabs.io',
  model: 'eleven_flash_v2_5',
  api_key_env: 'ELEVENLABS_API_KEY',
};
/** Text goes up in messages of about this many characters, cut between words. */
const MESSAGE_CHARACTERS = 200;

/**
 * ElevenLabs over its WebSocket: text goes up in parts, sound comes back as 16-bit PCM with the time of each
 * character, from which word times are made. Session options: `voice` (a voice id), `speed`, `language`.
 */
export function createElevenLabsEngine(): TtsEngine {
  return { family: 'elevenlabs', loadVoice: (model) => Promise.resolve(createVoice(model)) };
}

function createVoice(model: EngineModel): TtsVoice {
  const settings = externalSettings(model, DEFAULTS);
  const { sampleRateHz } = settings;
  const closing = new AbortController();

  const addressFor = (options: TtsOptions): string => {
    const voice = options.voice ?? settings.voice;
    if (voice === undefined)
      throw new ParleyError('INVALID_MESSAGE', `${model.id} needs a voice id: set voice`);
    const url = new URL(
      `${settings.url.replace(/^http/, 'ws')}/v1/text-to-speech/${encodeURIComponent(voice)}/stream-input`,
    );
    url.searchParams.set('model_id', settings.model);
    url.searchParams.set('output_format', `pcm_${sampleRateHz}`);
    url.searchParams.set('sync_alignment', 'true');
    if (options.language !== undefined)
      url.searchParams.set('language_code', options.language.split('-')[0] ?? '');
    return url.href;
  };

  return {
    sampleRateHz,
    languages: model.languages,
    options: settings.options ?? ['voice', 'speed', 'language'],
    async *synthesize(text, options, given) {
      if (closing.signal.aborted)
        throw new ParleyError('SYNTHESIS_FAILED', `The voice ${model.id} is closed.`);
      if (text.trim() === '') return;
      const signal = AbortSignal.any([given, closing.signal]);
      const socket = await openSpeechSocket(settings, addressFor(options), signal);
      if (socket === undefined) return;
      try {
        const voiceSettings = options.speed === undefined ? {} : { speed: options.speed };
        socket.send({ text: ' ', voice_settings: voiceSettings, ...settings.body });
        for (const part of textParts(text)) socket.send({ text: part });
        socket.send({ text: '' });

        const pcm = createRawPcmStream();
        const aligned = createAlignedWords(text, sampleRateHz);
        let spoken = 0;
        let final = false;
        for await (const message of socket.messages()) {
          const { audio, alignment, final: last } = parseServerMessage(message);
          let words: readonly TtsWord[] = alignment ? aligned.push(alignment, spoken) : [];
          for (const samples of portions(pcm.push(audio), sampleRateHz / PORTIONS_PER_SECOND)) {
            if (signal.aborted) return;
            spoken += samples.length;
            yield { samples, words };
            words = [];
          }
          if (words.length > 0) yield { samples: new Float32Array(0), words };
          final = last;
          if (final) break;
        }
        if (signal.aborted) return;
        if (!final || spoken === 0) {
          throw new ParleyError('SYNTHESIS_FAILED', 'the speech server closed before the end of the text');
        }
        const words = aligned.end();
        if (words.length > 0) yield { samples: new Float32Array(0), words };
      } finally {
        socket.close();
      }
    },
    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}

/** Every part ends with a space, as the server wants it. */
function* textParts(text: string): Generator<string> {
  let part = '';
  for (const word of text.trim().split(/(?<=\s)/)) {
    part += word;
    if (part.length < MESSAGE_CHARACTERS || !/\s$/.test(part)) continue;
    yield part;
    part = '';
  }
  if (part !== '') yield `${part.trimEnd()} `;
}
