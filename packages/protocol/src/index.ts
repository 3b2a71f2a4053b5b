export { ERRORS, type ErrorCode, type ErrorEntry, ParleyError } from './errors.js';
export {
  FRAME_BYTES,
  FRAME_MS,
  FRAME_SAMPLES,
  LISTENING_RATE_HZ,
  SAMPLE_RATE_HZ,
  VAD_WINDOW_MS,
  VAD_WINDOW_SAMPLES,
} from './frame.js';
export {
  BINARY_HEADER_BYTES,
  type BinaryFrame,
  decodeBinaryFrame,
  encodeBinaryFrame,
} from './ws/binary-frame.js';
export {
  type ClientMessage,
  type ClientMessageInput,
  clientMessage,
  MAX_TEXT_LENGTH,
} from './ws/client-messages.js';
export {
  type ServerMessage,
  type SessionEndReason,
  serverMessage,
  sessionEndReason,
  type UtteranceEndReason,
} from './ws/server-messages.js';
