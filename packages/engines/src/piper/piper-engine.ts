import { join } from 'node:path';
import { ParleyError } from '@parley/protocol';
import { z } from 'zod';
import { loadFrontEnd } from '../hibari/front-end.js';
import { toPhonemeIds } from '../hibari/phoneme-ids.js';
import type { Piece } from '../hibari/pieces.js';
import { missing, readModelJson, voiceDirectory } from '../hibari/voice-files.js';
import type { EngineModel, TtsEngine, TtsVoice } from '../tts-engine.js';
import { createWholePieceVoice } from '../whole-pieces/whole-piece-voice.js';
import { toPiperPhonemes } from './piper-alphabet.js';
import { loadPiperNet } from './piper-net.js';

/** Files beside those of the text front end, which it shares with hibari. */
const PIPER_FILES = { net: 'voice.onnx', config: 'voice.json' } as const;

/** What a voice's own JSON says, as far as it is used. */
const voiceConfig = z.object({
  audio: z.object({ sample_rate: z.int().min(8000).max(48_000) }),
  espeak: z.object({ voice: z.string() }),
  inference: z.object({ length_scale: z.number().positive().default(1) }).prefault({}),
  num_speakers: z.int().min(1).default(1),
  phoneme_id_map: z.record(z.string(), z.array(z.int())),
});

/**
 * Piper voices of US English, phonemes by the text front end that hibari has. Session options: `speed`, `pitch`.
 * Settings: `speakerId` (default 0, of voices with several), `noiseScale` and `rhythmNoiseScale` (default 0: the same
 * text sounds the same, so that a reply can be continued elsewhere), `targetLufs`; `netFile` and `configFile` where they
 * have Piper's own names, and `frontEndDirectory` where the files of the front end are not beside them.
 */
export function createPiperEngine(): TtsEngine {
  return { family: 'piper', loadVoice };
}

async function loadVoice(model: EngineModel): Promise<TtsVoice> {
  const { netFile = PIPER_FILES.net, configFile = PIPER_FILES.config } = model.settings;
  const config = voiceConfig.parse(await readModelJson<unknown>(model, String(configFile)));
  if (!config.espeak.voice.startsWith('en')) {
    throw new ParleyError(
      'INVALID_MESSAGE',
      `${model.id} speaks ${config.espeak.voice}; here Piper voices speak English, whose sounds are known without espeak-ng`,
    );
  }
  const { speakerId = 0, noiseScale = 0, rhythmNoiseScale = 0, frontEndDirectory } = model.settings;
  const speaker = Number(speakerId);
  if (!Number.isInteger(speaker) || speaker < 0 || speaker >= config.num_speakers) {
    throw new ParleyError(
      'INVALID_MESSAGE',
      `${model.id} has the speakers 0 to ${config.num_speakers - 1}, not ${String(speakerId)}`,
    );
  }
  const vocabulary = new Map(
    Object.entries(config.phoneme_id_map).flatMap(([phoneme, [id]]) =>
      id === undefined ? [] : [[phoneme, id] as const],
    ),
  );
  const frontEnd = await loadFrontEnd(
    typeof frontEndDirectory === 'string' ? { ...model, directory: frontEndDirectory } : model,
  );
  const net = await loadPiperNet(join(voiceDirectory(model), String(netFile)), {
    provider: model.executionProvider,
    speakerId: config.num_speakers > 1 ? speaker : undefined,
    noiseScale: Number(noiseScale),
    rhythmNoiseScale: Number(rhythmNoiseScale),
    lengthScale: config.inference.length_scale,
  }).catch(async (cause: unknown) => {
    await frontEnd.close();
    throw missing(model, String(netFile), cause);
  });
  return createWholePieceVoice(model, frontEnd, {
    sampleRateHz: config.audio.sample_rate,
    inference: net.inference,
    toIds: (piece) => toPhonemeIds(inPiperAlphabet(piece), vocabulary),
    run: net.run,
    close: net.close,
  });
}

function inPiperAlphabet(piece: Piece): Piece {
  const units = piece.units.map((unit) =>
    unit.isWord ? { ...unit, phonemes: unit.phonemes.split(' ').map(toPiperPhonemes).join(' ') } : unit,
  );
  return { ...piece, units };
}
