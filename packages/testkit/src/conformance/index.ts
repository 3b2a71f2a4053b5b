export { type AsrTestClient, createAsrTestClient, type HeardCall, type TestAudio } from './asr-client.js';
export { type AsrConformanceOptions, asrConformance } from './asr-conformance.js';
export {
  type ConformanceCase,
  type ConformanceResult,
  type ConformanceSuite,
  runConformance,
} from './suite.js';
export { createTtsTestClient, type SpokenCall, type TtsTestClient } from './tts-client.js';
export { type TtsConformanceOptions, ttsConformance } from './tts-conformance.js';
