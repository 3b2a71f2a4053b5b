import { SAMPLE_RATE_HZ } from '@parley/protocol/frame';
import { createLevelMeter } from '../level-meter.js';
import type { SpeakerListener } from '../playout/speaker.js';
import type { PlayoutNotice } from './worklet-messages.js';
import type { WorkletPort } from './worklet-scope.js';

const CHUNK_SAMPLES = 960;

/** In the audio thread: sends what was rendered to the page, 20 ms at a time. */
export function createSoundPost(port: WorkletPort): (rendered: Float32Array) => void {
  let chunk = new Int16Array(CHUNK_SAMPLES);
  let filled = 0;
  return (rendered) => {
    for (const value of rendered) {
      chunk[filled] = Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
      filled += 1;
      if (filled < CHUNK_SAMPLES) continue;
      const notice: PlayoutNotice = { type: 'sound', samples: chunk };
      port.postMessage(notice, [chunk.buffer]);
      chunk = new Int16Array(CHUNK_SAMPLES);
      filled = 0;
    }
  };
}

/** In the page: hands on what a processor that renders tells. */
export function followProcessor(port: MessagePort, listener: SpeakerListener): void {
  const meter = createLevelMeter((level) => listener.onLevel(level));
  port.onmessage = ({ data }: MessageEvent<PlayoutNotice>) => {
    if (data.type === 'report') {
      listener.onReport(data.report);
      return;
    }
    meter.push(data.samples, SAMPLE_RATE_HZ);
    listener.onSound?.(data.samples);
  };
}
