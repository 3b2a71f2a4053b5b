export {
  type AsrConformanceOptions,
  type AsrTestClient,
  asrConformance,
  type ConformanceCase,
  type ConformanceResult,
  type ConformanceSuite,
  createAsrTestClient,
  createTtsTestClient,
  type HeardCall,
  runConformance,
  type SpokenCall,
  type TestAudio,
  type TtsConformanceOptions,
  type TtsTestClient,
  ttsConformance,
} from './conformance/index.js';
export {
  FAKE_FRAMES_PER_WORD,
  type FakeAsrCall,
  type FakeAsrFailures,
  type FakeAsrWorker,
  type FakeTtsCall,
  type FakeTtsFailures,
  type FakeTtsWorker,
  startFakeAsrWorker,
  startFakeTtsWorker,
  wordsOfFrames,
} from './fake-workers/index.js';
export { freePort, freePorts } from './free-port.js';
export { startTestLiveKit, type TestLiveKit, type TestLiveKitOptions } from './livekit/livekit-server.js';
export { startTestRedis, type TestRedis } from './redis/redis-server.js';
export { type Requirement, requires } from './requires.js';
export { speechFixture, speechFixturesFolder } from './speech-fixtures.js';
export { type WordErrors, wordErrorRate, wordErrors, wordsOf } from './word-error-rate.js';
