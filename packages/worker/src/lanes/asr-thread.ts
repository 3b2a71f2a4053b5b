/** Entry of a recognition lane: a thread that holds models and the utterances in work. */
import { performance } from 'node:perf_hooks';
import { createResampler, int16ToFloat32, type Resampler } from '@parley/audio';
import { type AsrModel, type AsrUtterance, createAsrEngine, type EngineModel } from '@parley/engines';
import { serveLane } from '@parley/models';
import { LISTENING_RATE_HZ, ParleyError } from '@parley/protocol';
import type { LoadedModel } from '../models/model-loader.js';
import type { RecogniseRequest, RecogniseResult } from './asr-messages.js';

interface OpenUtterance {
  readonly utterance: AsrUtterance;
  readonly resampler: Resampler;
}

const models = new Map<string, AsrModel>();
const utterances = new Map<number, OpenUtterance>();

function modelOf(modelId: string): AsrModel {
  const model = models.get(modelId);
  if (model === undefined)
    throw new ParleyError('INTERNAL_ERROR', `model ${modelId} is not loaded in this lane`);
  return model;
}

async function utteranceOf(request: RecogniseRequest): Promise<OpenUtterance> {
  let open = utterances.get(request.utterance);
  if (open === undefined) {
    const resampler = await createResampler({ fromHz: request.sampleRateHz, toHz: LISTENING_RATE_HZ });
    open = { utterance: modelOf(request.modelId).openUtterance(request.options), resampler };
    utterances.set(request.utterance, open);
  }
  return open;
}

function discard(id: number): void {
  utterances.get(id)?.resampler.close();
  utterances.delete(id);
}

serveLane(
  {
    load: async (model: EngineModel): Promise<LoadedModel> => {
      const loaded = await createAsrEngine(model.family).loadModel(model);
      models.set(model.id, loaded);
      const { languages, inference } = loaded;
      return { languages, options: ['language'], sampleRateHz: LISTENING_RATE_HZ, inference };
    },

    unload: async (modelId: string): Promise<void> => {
      const model = models.get(modelId);
      models.delete(modelId);
      await model?.close();
    },

    /** Recognises a second of near-silence: recognisers have no use for the text. */
    warmUp: async ({ modelId }: { modelId: string }): Promise<void> => {
      const utterance = modelOf(modelId).openUtterance({});
      utterance.push(Float32Array.from({ length: LISTENING_RATE_HZ }, (_, i) => 0.001 * Math.sin(i)));
      await utterance.recognise(true);
    },

    recognise: async (request: RecogniseRequest): Promise<RecogniseResult> => {
      const startedMs = performance.now();
      try {
        const { utterance, resampler } = await utteranceOf(request);
        utterance.push(resampler.process(int16ToFloat32(request.pcm)));
        if (request.final) utterance.push(resampler.flush());
        const hypothesis = await utterance.recognise(request.final);
        return { hypothesis, workMs: performance.now() - startedMs };
      } finally {
        if (request.final) discard(request.utterance);
      }
    },

    discard: async (id: number): Promise<void> => discard(id),
  },
  {
    onStop: async () => {
      for (const id of utterances.keys()) discard(id);
      await Promise.all([...models.values()].map((model) => model.close()));
    },
  },
);
