/** Entry of a synthesis lane: a thread that holds voices and speaks with them. */
import { createTtsEngine, type EngineModel, type TtsVoice } from '@parley/engines';
import { type LaneServerCall, serveLane } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import type { LoadedModel } from '../models/model-loader.js';
import { speak } from './speak.js';
import type { SpeakRequest } from './tts-messages.js';
import { createTurns } from './turns.js';

const voices = new Map<string, TtsVoice>();
const turns = createTurns();

function voiceOf(modelId: string): TtsVoice {
  const voice = voices.get(modelId);
  if (voice === undefined)
    throw new ParleyError('INTERNAL_ERROR', `model ${modelId} is not loaded in this lane`);
  return voice;
}

serveLane(
  {
    load: async (model: EngineModel): Promise<LoadedModel> => {
      const voice = await createTtsEngine(model.family).loadVoice(model);
      voices.set(model.id, voice);
      const { languages, options, sampleRateHz, inference } = voice;
      return { languages, options, sampleRateHz, inference };
    },

    unload: async (modelId: string): Promise<void> => {
      const voice = voices.get(modelId);
      voices.delete(modelId);
      await voice?.close();
    },

    warmUp: async (
      { modelId, text }: { modelId: string; text: string },
      call: LaneServerCall,
    ): Promise<void> => {
      for await (const _ of voiceOf(modelId).synthesize(text, {}, call.signal));
    },

    speak: (request: SpeakRequest, call: LaneServerCall) =>
      speak(voiceOf(request.modelId), request, call, turns),
  },
  {
    onStop: async () => {
      await Promise.all([...voices.values()].map((voice) => voice.close()));
    },
  },
);
