import { describe, expect, it } from 'vitest';
import { createClient } from '../client.js';
import { createTestServer } from '../test-server.js';
import { createRecording } from './recording.js';
import { streamWavRealTime } from './stream-wav.js';
import { createVirtualMicrophone, type SpokenChunk } from './virtual-microphone.js';
import { createVirtualSpeaker, type RenderedSpan } from './virtual-speaker.js';

/** Sound that is nowhere silent. */
function clipOf(samples: number): Int16Array {
  return Int16Array.from({ length: samples }, (_, index) => 1000 + ((index * 7919) % 9000));
}

describe('virtual speaker', () => {
  it('hears at the time of the clock, however late the timer and the calls come', async () => {
    let now = 1000;
    const spans: RenderedSpan[] = [];
    const recording = createRecording();
    const speaker = createVirtualSpeaker({
      nowMs: () => now,
      onSpan: (span) => spans.push(span),
      onRender: recording.onRender,
    });
    await speaker.start({ onReport: () => {}, onLevel: () => {} });
    for (let i = 0; i < 10; i += 1) speaker.play(1, i * 960, new Int16Array(960).fill(1000));
    now = 1080;
    speaker.hold();
    now = 1200;
    speaker.advance();
    await speaker.close();
    const loud = spans.filter((span) => !span.fadingOut);
    expect(spans[0]?.atMs).toBe(1000);
    expect(loud.reduce((sum, span) => sum + span.samples, 0)).toBe(80 * 48);
    const last = spans.at(-1);
    expect((last?.atMs ?? 0) + ((last?.samples ?? 0) * 1000) / 48_000).toBeCloseTo(1088, 5);
    expect(recording.startedAtMs).toBe(1000);
    expect(recording.samples().length).toBe(75 * 128);
    expect(recording.samples()[0]).toBe(1000);
  });
});

describe('virtual microphone', () => {
  it('sends a clip sample by sample between silence, and never stops', async () => {
    const clip = clipOf(4000);
    const chunks: SpokenChunk[] = [];
    const heard: number[] = [];
    let silentChunks = 0;
    const microphone = createVirtualMicrophone({ onChunk: (chunk) => chunks.push(chunk) });
    await microphone.start((samples, rateHz) => {
      expect(rateHz).toBe(16_000);
      expect(samples.length).toBe(320);
      heard.push(...samples);
      if (samples.every((sample) => sample === 0)) silentChunks += 1;
    });
    await microphone.say(clip);
    while (silentChunks < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await microphone.close();
    const start = heard.findIndex((value) => value !== 0);
    const firstLoud = clip.findIndex((value) => value !== 0);
    expect(heard.slice(start, start + clip.length - firstLoud)).toEqual([...clip.subarray(firstLoud)]);
    expect(chunks.reduce((sum, chunk) => sum + chunk.samples, 0)).toBe(clip.length);
  });
});

describe('streamWavRealTime', () => {
  it('sends a clip whole, with the silence after it', async () => {
    const server = await createTestServer();
    const client = createClient({ url: server.url });
    await client.connect();
    const session = await server.session(0);
    const samples = clipOf(3200);
    await streamWavRealTime(client, { samples, sampleRateHz: 16_000 }, { trailingSilenceMs: 100 });
    client.commit();
    await session.message((message) => message.type === 'commit');
    expect(session.audioBytes).toBe((3200 + 1600) * 2);
    await client.close();
    await server.close();
  });
});
