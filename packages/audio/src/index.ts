export { createFramer, type Framer } from './framer.js';
export {
  bytesToFloat32,
  bytesToInt16,
  concatFloat32,
  float32ToBytes,
  float32ToInt16,
  int16ToBytes,
  int16ToFloat32,
  mixToMono,
} from './pcm.js';
export { createResampler, type Resampler, type ResamplerOptions, resample } from './resampler.js';
export { encodeWav, parseWav, parseWavMono, type WavAudio } from './wav.js';
