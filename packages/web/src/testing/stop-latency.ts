import { parseArgs } from 'node:util';
import { speechFixture, startTestLiveKit } from '@parley/testkit';
import { findChromium, launchChromium } from './chromium.js';
import { createDistantNetwork } from './delay/distant-network.js';
import { microphoneFile } from './microphone-file.js';
import { startParleyServer } from './parley-server.js';
import { installSoundTaps, type SoundTaps, type TappedQuantum } from './sound-taps.js';

/**
 * Stop latency in a real page: from the first speech sample that the microphone gives to the last sample of the agent
 * that reaches the output, with recorded speech as the microphone.
 *
 *     node packages/web/dist-test/testing/stop-latency.js [--webrtc] [--no-ducking] [--delay-ms 100] [--minutes 2]
 *
 * `--delay-ms` is added to a round trip between page and servers, half of it each way; it wants root, and with WebRTC
 * sound and signalling go the same way. With `--webrtc` as root, it wants the network that `npm test` makes for itself (see `scripts/steps/test-network.mjs`).
 */
const { values } = parseArgs({
  options: {
    webrtc: { type: 'boolean', default: false },
    'no-ducking': { type: 'boolean', default: false },
    'delay-ms': { type: 'string', default: '0' },
    minutes: { type: 'string', default: '2' },
  },
});

/** As the definition of stop latency has it. */
const FRAME_MS = 10;
const OVER_FLOOR_DB = 12;
const UNDER_PEAK_DB = 30;
/** Silence of the agent that counts as stopped: longer than any within its voice. */
const STOPPED_MS = 150;
const AUDIBLE = 1e-6;
const CLIPS = [
  'ask-brooklyn-bridge',
  'ask-weather',
  'harvard-spk1_snt1',
  'harvard-spk1_snt2',
  'harvard-spk1_snt3',
  'cmd-cards-001',
  'cmd-robot',
  'cmd-coffee-0075d273',
];

interface Frame {
  readonly atMs: number;
  readonly db: number;
}

function framesOf(quanta: readonly TappedQuantum[]): Frame[] {
  const frames = new Map<number, { sum: number; count: number }>();
  for (const { atMs, meanSquare } of quanta) {
    const key = Math.floor(atMs / FRAME_MS);
    const frame = frames.get(key) ?? { sum: 0, count: 0 };
    frames.set(key, { sum: frame.sum + meanSquare, count: frame.count + 1 });
  }
  return [...frames].map(([key, { sum, count }]) => ({
    atMs: key * FRAME_MS,
    db: 10 * Math.log10(sum / count + 1e-10),
  }));
}

/** First of three loud frames after at least a second without one. */
function onsetsOf(frames: readonly Frame[]): number[] {
  const sorted = frames.map(({ db }) => db).sort((a, b) => a - b);
  const floorDb = Math.max(-80, sorted[Math.floor(sorted.length / 10)] ?? -80);
  const peakDb = sorted.at(-1) ?? 0;
  const loud = (frame: Frame | undefined) =>
    frame !== undefined && frame.db > Math.max(floorDb + OVER_FLOOR_DB, peakDb - UNDER_PEAK_DB);
  const onsets: number[] = [];
  let lastLoudMs = Number.NEGATIVE_INFINITY;
  frames.forEach((frame, i) => {
    if (!loud(frame)) return;
    if (frame.atMs - lastLoudMs > 1000 && loud(frames[i + 1]) && loud(frames[i + 2])) onsets.push(frame.atMs);
    lastLoudMs = frame.atMs;
  });
  return onsets;
}

/** Undefined where the agent was not speaking at the onset. */
function stopAfter(onsetMs: number, output: readonly TappedQuantum[]): number | undefined {
  const audible = output.filter(({ meanSquare }) => meanSquare > AUDIBLE).map(({ atMs }) => atMs);
  const before = audible.findLast((atMs) => atMs <= onsetMs);
  if (before === undefined || onsetMs - before > 40) return undefined;
  let last = before;
  for (const atMs of audible) {
    if (atMs <= last) continue;
    if (atMs - last > STOPPED_MS) break;
    last = atMs;
  }
  return Math.max(0, last - onsetMs);
}

const livekit = values.webrtc ? await startTestLiveKit() : undefined;
const server = await startParleyServer(
  livekit === undefined
    ? {}
    : {
        LIVEKIT_ENABLED: 'true',
        LIVEKIT_URL: livekit.url,
        LIVEKIT_API_KEY: livekit.apiKey,
        LIVEKIT_API_SECRET: livekit.apiSecret,
      },
);
const microphone = await microphoneFile(CLIPS.map((name) => ({ path: speechFixture(name), pauseMs: 4000 })));
const roundTripMs = Number(values['delay-ms']);
const portOf = (url: string) => Number(new URL(url).port);
const distance =
  roundTripMs === 0
    ? undefined
    : await createDistantNetwork({
        streamPorts: [server.url, ...(livekit === undefined ? [] : [livekit.url])].map(portOf),
        datagramPorts: livekit === undefined ? [] : [livekit.udpPort],
        delayMs: roundTripMs / 2,
      });
const chromium = findChromium() ?? '';
const browser = await launchChromium((await distance?.wrap(chromium)) ?? chromium, microphone);
try {
  const page = await browser.newPage();
  await page.addInitScript(installSoundTaps);
  await page.goto(`${server.url}${values['no-ducking'] ? '?ducking=off' : ''}`);
  await page.getByText('Server ready').waitFor();
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.getByText(values.webrtc ? 'WebRTC' : 'WebSocket', { exact: true }).waitFor();
  const untilMs = Date.now() + Number(values.minutes) * 60_000;
  while (Date.now() < untilMs) {
    await page.waitForTimeout(400);
    if ((await page.getByText('Parley speaks').count()) > 0) continue;
    await page.getByLabel('Write to Parley').fill('the quick brown fox went to sea '.repeat(10));
    await page.keyboard.press('Enter');
  }
  const taps = (await page.evaluate('globalThis.soundTaps')) as SoundTaps;
  const onsets = onsetsOf(framesOf(taps.microphone));
  const latencies = onsets
    .map((onsetMs) => stopAfter(onsetMs, taps.output))
    .filter((latencyMs) => latencyMs !== undefined)
    .sort((a, b) => a - b);
  const percentile = (share: number) => latencies[Math.ceil(share * latencies.length) - 1];
  console.log(
    JSON.stringify({
      wire: values.webrtc ? 'webrtc' : 'websocket',
      ducking: !values['no-ducking'],
      addedRoundTripMs: roundTripMs,
      onsets: onsets.length,
      bargeIns: latencies.length,
      p50Ms: percentile(0.5),
      p95Ms: percentile(0.95),
      latenciesMs: latencies,
    }),
  );
} finally {
  await browser.close();
  await distance?.close();
  await server.close();
  await livekit?.close();
}
