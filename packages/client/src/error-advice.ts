import type { ErrorCode } from '@parley/protocol';
import type { DeviceErrorCode } from './device-error.js';

/** What a person can do about an error, in one sentence each. */
const ADVICE: Readonly<Record<ErrorCode | DeviceErrorCode, string>> = {
  INVALID_MESSAGE: 'Shorten or change the message and send it again.',
  WORKER_UNAVAILABLE: 'All voices are busy or away. The session stays open; try again in a moment.',
  SYNTHESIS_FAILED: 'The reply could not be spoken. Ask again, or choose another voice.',
  SYNTHESIS_DELAYED: 'The voice is slow just now. The reply goes on by itself.',
  ASR_FAILED: 'Your words were not understood this time. Say it again, or type it.',
  LLM_FAILED: 'No answer came. Ask again.',
  LIMIT_EXCEEDED: 'A limit was reached. Wait a little, then try again.',
  UNAUTHORIZED: 'This server wants a valid token. Check the one you use.',
  NOT_FOUND: 'Choose a voice or model that this server has.',
  CONNECTION_ERROR: 'Check the network and that the server is running. Connecting is tried again by itself.',
  INTERNAL_ERROR: 'Something broke in the server. Try again; if it stays, tell its operator the session id.',
  MICROPHONE_DENIED: 'Allow the microphone for this page in the browser’s site settings. Until then, type.',
  MICROPHONE_MISSING: 'Plug in a microphone or choose another one. Until then, type.',
  MICROPHONE_BUSY: 'Another program holds the microphone. Close it and try again. Until then, type.',
  MICROPHONE_FAILED: 'Try again, or choose another microphone. Until then, type.',
  AUDIO_UNAVAILABLE: 'Sound cannot be played here. Replies still appear as text.',
};

export function adviceFor(code: ErrorCode | DeviceErrorCode): string {
  return ADVICE[code];
}
