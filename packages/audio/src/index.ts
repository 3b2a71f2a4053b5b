export { createDcBlocker } from './dc-blocker.js';
export { fromDb } from './decibel.js';
export { type Click, type ClickOptions, findClicks, findGaps, type Gap, type GapOptions } from './defects.js';
export { crossfade, fadeIn, fadeOut, fadeSamples } from './fade.js';
export { peak, rms } from './level.js';
export { createLimiter, type Limiter, type LimiterOptions } from './limiter.js';
export { gainToLoudnessDb, integratedLoudness } from './loudness.js';
export {
  bytesToFloat32,
  bytesToInt16,
  concatFloat32,
  float32ToBytes,
  float32ToInt16,
  int16ToBytes,
  int16ToFloat32,
} from './pcm.js';
export { createResampler, type Resampler, type ResamplerOptions, resample } from './resampler.js';
export { softClip } from './soft-clip.js';
export { truePeakDb } from './true-peak.js';
export { encodeWav, parseWav, parseWavMono, type WavAudio } from './wav.js';
