export {
  type ConformanceCase,
  type ConformanceResult,
  type ConformanceSuite,
  runConformance,
} from './suite.js';
export { createTtsTestClient, type SpokenCall, type TtsTestClient } from './tts-client.js';
export { type TtsConformanceOptions, ttsConformance } from './tts-conformance.js';
