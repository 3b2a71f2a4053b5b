/** Workers with scripted failures, on real gRPC servers. */
export {
  type FakeAsrCall,
  type FakeAsrFailures,
  type FakeAsrWorker,
  startFakeAsrWorker,
} from './fake-asr-worker.js';
export type { FakeTtsCall, FakeTtsFailures } from './fake-tts-call.js';
export { type FakeTtsWorker, startFakeTtsWorker } from './fake-tts-worker.js';
export { FAKE_FRAMES_PER_WORD, wordsOfFrames } from './word-sound.js';
