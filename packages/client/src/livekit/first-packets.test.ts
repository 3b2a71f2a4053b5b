import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchFirstPackets } from './first-packets.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function track() {
  const figures = { packetsReceived: 0, asked: 0, fails: false };
  const getStats = async (): Promise<RTCStatsReport> => {
    figures.asked += 1;
    if (figures.fails) throw new Error('stopped');
    const { packetsReceived } = figures;
    return new Map<string, object>([
      ['codec', { type: 'codec' }],
      ['other', { type: 'remote-outbound-rtp', packetsSent: 9 }],
      ['in', { type: 'inbound-rtp', packetsReceived }],
    ]);
  };
  let arrivals = 0;
  const watch = watchFirstPackets({ receiver: { getStats }, onArrival: () => (arrivals += 1) });
  return { figures, watch, arrivals: () => arrivals };
}

it('tells once, when the first packet has come and not earlier', async () => {
  const { figures, arrivals } = track();
  figures.fails = true;
  await vi.advanceTimersByTimeAsync(1000);
  figures.fails = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect(arrivals()).toBe(0);
  figures.packetsReceived = 1;
  await vi.advanceTimersByTimeAsync(50);
  expect(arrivals()).toBe(1);
  const { asked } = figures;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(arrivals()).toBe(1);
  expect(figures.asked).toBe(asked);
});

it('tells nothing once closed, even when the answer was under way', async () => {
  const { figures, watch, arrivals } = track();
  figures.packetsReceived = 1;
  vi.advanceTimersByTime(50);
  expect(figures.asked).toBe(1);
  watch.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(figures.asked).toBe(1);
  expect(arrivals()).toBe(0);
});

it('stops asking about a track that stays silent', async () => {
  const { figures, arrivals } = track();
  await vi.advanceTimersByTimeAsync(15_000);
  const { asked } = figures;
  figures.packetsReceived = 1;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(figures.asked).toBe(asked);
  expect(arrivals()).toBe(0);
});
