export { createTrackPlayout, type TrackPlayout, type TrackPlayoutOptions } from '../playout/track-playout.js';
export { createRecording, type Recording, type RecordingOptions } from './recording.js';
export { type PcmClip, type StreamWavOptions, streamWavRealTime } from './stream-wav.js';
export {
  createVirtualMicrophone,
  type SpokenChunk,
  type VirtualMicrophone,
  type VirtualMicrophoneOptions,
} from './virtual-microphone.js';
export {
  createVirtualSpeaker,
  type RenderedSpan,
  type VirtualSpeaker,
  type VirtualSpeakerOptions,
} from './virtual-speaker.js';
