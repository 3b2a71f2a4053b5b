import { bytesToFloat32, createResampler, float32ToBytes } from '@parley/audio';
import { FRAME_MS, FRAME_SAMPLES } from '@parley/protocol';

/** 20 ms of the agent's audio at the client's rate. */
export interface ClientFrame {
  readonly generation: number;
  /** In samples of 48 kHz, whatever the client's rate. */
  readonly samplePosition: number;
  /** Mono s16le. */
  readonly pcm: Uint8Array;
}

/** Turns 48 kHz frames into frames of another rate. A frame leaves when the resampler's look-ahead has come. */
export interface RateConverter {
  push(frame: ClientFrame): readonly ClientFrame[];
  /** The reply is over: what the resampler still holds. */
  end(): readonly ClientFrame[];
  /** The reply was cut: forgets it. */
  drop(): void;
  /** Frees the resampler. Idempotent. */
  close(): void;
}

/** `toHz` is a multiple of 50. */
export async function createRateConverter(toHz: number): Promise<RateConverter> {
  const resampler = await createResampler({ fromHz: FRAME_SAMPLES * (1000 / FRAME_MS), toHz });
  const frameSamples = (toHz * FRAME_MS) / 1000;
  const pending = new Float32Array(frameSamples);
  let filled = 0;
  let generation = -1;
  /** Where the next frame out begins, and where the next one in should. */
  let outPosition = 0;
  let inPosition = 0;
  let closed = false;

  function drop(): void {
    if (!closed) resampler.reset();
    filled = 0;
    generation = -1;
  }

  function frame(samples: Float32Array): ClientFrame {
    const out = { generation, samplePosition: outPosition, pcm: float32ToBytes(samples) };
    outPosition += FRAME_SAMPLES;
    return out;
  }

  function cut(samples: Float32Array): ClientFrame[] {
    const frames: ClientFrame[] = [];
    let at = 0;
    while (at < samples.length) {
      const take = Math.min(frameSamples - filled, samples.length - at);
      pending.set(samples.subarray(at, at + take), filled);
      filled += take;
      at += take;
      if (filled < frameSamples) break;
      frames.push(frame(pending));
      filled = 0;
    }
    return frames;
  }

  return {
    push({ generation: nextGeneration, samplePosition, pcm }) {
      if (nextGeneration !== generation || samplePosition !== inPosition) {
        drop();
        generation = nextGeneration;
        outPosition = samplePosition;
        inPosition = samplePosition;
      }
      inPosition += pcm.byteLength / 2;
      return cut(resampler.process(bytesToFloat32(pcm)));
    },
    end() {
      if (generation === -1) return [];
      const frames = cut(resampler.flush());
      if (filled > 0) {
        pending.fill(0, filled);
        frames.push(frame(pending));
      }
      drop();
      return frames;
    },
    drop,
    close() {
      if (closed) return;
      closed = true;
      resampler.close();
    },
  };
}
