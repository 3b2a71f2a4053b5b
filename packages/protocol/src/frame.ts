/**
 * The audio frame, stated once for every package: 20 ms of 48 kHz mono signed 16-bit little-endian PCM.
 * 48 kHz because Opus and WebRTC run at it (RFC 6716, RFC 7587); 20 ms because that is Opus' default packet.
 */
export const SAMPLE_RATE_HZ = 48_000;
export const FRAME_MS = 20;
/** Samples in a frame: 960. */
export const FRAME_SAMPLES = (SAMPLE_RATE_HZ * FRAME_MS) / 1000;
/** Bytes in a frame: 1920. */
export const FRAME_BYTES = FRAME_SAMPLES * 2;

/** Rate at which voice activity, end of turn and recognition run. */
export const LISTENING_RATE_HZ = 16_000;
/** One voice-activity window: 512 samples of 16 kHz, 32 ms (what Silero VAD takes). */
export const VAD_WINDOW_SAMPLES = 512;
export const VAD_WINDOW_MS = (VAD_WINDOW_SAMPLES * 1000) / LISTENING_RATE_HZ;
