import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParleyError } from '@parley/protocol';
import { createMarkEstimator, speechLength } from '../external/estimated-marks.js';
import { externalSettings } from '../external/external-settings.js';
import { type HttpCall, postTo } from '../external/http-call.js';
import { createRawPcmStream, createWavStream } from '../external/pcm-stream.js';
import { PORTIONS_PER_SECOND, portions } from '../external/portions.js';
import type { EngineModel, TtsEngine, TtsOptions, TtsVoice } from '../tts-engine.js';
import { SPEECH_FAMILIES, type SpeechFamily } from './speech-families.js';

/**
 * Voices of a server that speaks the OpenAI API: `POST {url}/v1/audio/speech`, answered by a stream of sound. The
 * families differ in what their servers honour; see `SPEECH_FAMILIES`. Word times are estimated.
 */
export function createOpenAiSpeechEngine(family: SpeechFamily = 'openai-speech'): TtsEngine {
  return { family, loadVoice: (model) => loadVoice(family, model) };
}

async function loadVoice(family: SpeechFamily, model: EngineModel): Promise<TtsVoice> {
  const settings = externalSettings(model);
  const { sampleRateHz } = settings;
  const marks = createMarkEstimator(sampleRateHz);
  const reference = await referenceRecording(model);
  const closing = new AbortController();

  const bodyFor = (text: string, options: TtsOptions) => {
    const { voice, voice_ref, lora, emotion } = options.extra ?? {};
    const chosen = {
      model: settings.model,
      input: text,
      voice: options.voice ?? voice ?? settings.voice,
      response_format: settings.responseFormat,
      stream: true,
      speed: options.speed,
      language: options.language,
      voice_ref: voice_ref ?? reference,
      lora: lora ?? settings.lora,
      emotion,
    };
    return JSON.stringify({ ...chosen, ...settings.body });
  };

  return {
    sampleRateHz,
    languages: model.languages,
    options: settings.options ?? SPEECH_FAMILIES[family].options,
    async *synthesize(text, options, given) {
      if (closing.signal.aborted)
        throw new ParleyError('SYNTHESIS_FAILED', `The voice ${model.id} is closed.`);
      if (text.trim() === '') return;
      const signal = AbortSignal.any([given, closing.signal]);
      const request = {
        path: '/v1/audio/speech',
        contentType: 'application/json',
        body: bodyFor(text, options),
      };
      const call = await postTo(settings, { ...request, errorCode: 'SYNTHESIS_FAILED' }, signal);
      if (call === undefined) return;
      try {
        refuseOtherContent(call, settings.responseFormat);
        const sound =
          settings.responseFormat === 'wav' ? createWavStream(sampleRateHz) : createRawPcmStream();
        const words = marks.begin(text);
        let spoken = 0;
        let speechEnd = 0;
        for await (const part of call.parts()) {
          for (const samples of portions(sound.push(part), sampleRateHz / PORTIONS_PER_SECOND)) {
            if (signal.aborted) return;
            const heard = speechLength(samples);
            if (heard > 0) speechEnd = spoken + heard;
            spoken += samples.length;
            yield { samples, words: words.until(spoken) };
          }
        }
        if (signal.aborted) return;
        if (spoken === 0) throw new ParleyError('SYNTHESIS_FAILED', `${settings.url} sent no sound`);
        const rest = words.end(speechEnd || spoken);
        if (rest.length > 0) yield { samples: new Float32Array(0), words: rest };
      } finally {
        call.close();
      }
    },
    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}

/** Text or a compressed format where sound was asked for would be played as noise. */
function refuseOtherContent(call: HttpCall, format: string): void {
  const type = call.headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  if (/^(text\/|application\/(json|xml))|mpeg|mp3|aac|flac|ogg|opus|webm/i.test(type)) {
    call.close();
    throw new ParleyError('SYNTHESIS_FAILED', `the speech server sent ${type}, and was asked for ${format}`, {
      retryable: false,
    });
  }
}

/** The recording that a voice pack clones from, as a data URL. */
async function referenceRecording(model: EngineModel): Promise<string | undefined> {
  const path = model.directory === undefined ? undefined : join(model.directory, 'ref', 'seed.wav');
  if (path === undefined || !existsSync(path)) return undefined;
  return `data:audio/wav;base64,${(await readFile(path)).toString('base64')}`;
}
