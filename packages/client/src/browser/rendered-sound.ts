import { SAMPLE_RATE_HZ } from '@parley/protocol/frame';
import { createLevelMeter } from '../level-meter.js';
import type { SpeakerListener } from '../playout/speaker.js';
import { createS16Chunks } from './s16-chunks.js';
import type { PlayoutNotice } from './worklet-messages.js';
import type { WorkletPort } from './worklet-scope.js';

const CHUNK_SAMPLES = 960;

/** In the audio thread: sends what was rendered to the page, 20 ms at a time. */
export function createSoundPost(port: WorkletPort): (rendered: Float32Array) => void {
  const take = createS16Chunks(CHUNK_SAMPLES, (samples) => {
    const notice: PlayoutNotice = { type: 'sound', samples };
    port.postMessage(notice, [samples.buffer]);
  });
  return (rendered) => {
    for (const value of rendered) take(value);
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
