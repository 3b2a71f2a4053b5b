import type { RemoteTrack } from '@livekit/rtc-node';
import { FRAME_MS } from '@parley/protocol';
import { MICROPHONE_RATE_HZ } from './agent-messages.js';
import type { Rtc } from './rtc.js';

/** Reads the person's track until it ends or is closed. */
export interface Microphone {
  /** Idempotent. */
  close(): void;
}

export interface MicrophoneOptions {
  readonly rtc: Rtc;
  readonly track: RemoteTrack;
  /** Mono s16le at `MICROPHONE_RATE_HZ`, 20 ms at a time. The array may be kept. */
  readonly onAudio: (pcm: Uint8Array) => void;
  readonly onError: (error: unknown) => void;
}

export function openMicrophone({ rtc, track, onAudio, onError }: MicrophoneOptions): Microphone {
  const stream = new rtc.AudioStream(track, {
    sampleRate: MICROPHONE_RATE_HZ,
    numChannels: 1,
    frameSizeMs: FRAME_MS,
  });
  const reader = stream.getReader();
  let closed = false;

  // The stream has no backpressure of its own, so it is always read.
  async function read(): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || closed) return;
      onAudio(new Uint8Array(value.data.buffer, value.data.byteOffset, value.data.byteLength));
    }
  }

  read().catch((thrown: unknown) => {
    if (!closed) onError(thrown);
  });

  return {
    close() {
      if (closed) return;
      closed = true;
      reader.cancel().catch(onError);
    },
  };
}
