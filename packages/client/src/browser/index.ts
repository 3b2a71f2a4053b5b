export {
  type BrowserMicrophone,
  type BrowserMicrophoneOptions,
  createBrowserMicrophone,
} from './browser-microphone.js';
export { type BrowserSpeaker, type BrowserSpeakerOptions, createBrowserSpeaker } from './browser-speaker.js';
export type { TrackSpeaker } from './track-speaker.js';
