export type { AsrEngine, AsrHypothesis, AsrModel, AsrOptions, AsrUtterance, AsrWord } from './asr-engine.js';
export { ASR_FAMILIES, createAsrEngine } from './asr-engines.js';
export { createExternalModels, EXTERNAL_FAMILIES, type ExternalModels } from './external/external-models.js';
export { createMockModels } from './mock/mock-models.js';
export { createPiperModels } from './piper/piper-models.js';
export type { RedecodingSettings } from './redecoding/redecoding-settings.js';
export type { EngineModel, TtsAudio, TtsEngine, TtsOptions, TtsVoice, TtsWord } from './tts-engine.js';
export { createTtsEngine, TTS_FAMILIES } from './tts-engines.js';
export { type VoicePackReport, verifyVoicePack } from './voice-packs/verify-voice-pack.js';
