import { silenceNativeLog } from './silence-native-log.js';

/** The native library, as its module. */
export type Rtc = typeof import('@livekit/rtc-node');

/**
 * Loads the native library into this process, which only agent processes do: it takes memory and threads, and a crash
 * of it takes the process. It writes to standard output unless told otherwise before it is loaded.
 */
export async function loadRtc(): Promise<Rtc> {
  silenceNativeLog();
  return import('@livekit/rtc-node');
}
