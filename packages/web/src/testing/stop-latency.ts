import { parseArgs } from 'node:util';
import { speechFixture, startTestLiveKit } from '@parley/testkit';
import { findChromium, launchChromium } from './chromium.js';
import { createDistantNetwork } from './delay/distant-network.js';
import { microphoneFile } from './microphone-file.js';
import { startParleyServer } from './parley-server.js';
import { installSoundTaps, type SoundTaps } from './sound-taps.js';
import { stopTrials } from './stop-trials.js';

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

/** Short sentences of several people. */
const CLIPS = [
  'ask-brooklyn-bridge',
  'libri-1988-24833-0000',
  'ask-weather',
  'harvard-spk1_snt1',
  'cmd-cards-005',
  'ask-bear-or-shark',
  'commonvoice-en-651325',
  'harvard-spk1_snt2',
  'cmd-cards-001',
  'ask-weather-paris',
  'lj001-0008-complete',
];
/** Between them: the person is answered, and the text that comes then is under way. */
const PAUSE_MS = 5000;
/** The person has finished. */
const QUIET_MS = 700;

/** Half a minute of the tone: longer than from one recording to the next. */
const TEXT = 'the quick brown fox went to sea '.repeat(16);

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
const microphone = await microphoneFile(
  CLIPS.map((name) => ({ path: speechFixture(name), pauseMs: PAUSE_MS })),
);
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
    await page.waitForTimeout(100);
    if ((await page.getByText(/Parley (speaks|thinks|holds)/).count()) > 0) continue;
    if (await page.evaluate(personSpoke, QUIET_MS)) continue;
    await page.getByLabel('Write to Parley').fill(TEXT);
    await page.keyboard.press('Enter');
    await page.getByText('Parley speaks').waitFor();
  }
  const taps = (await page.evaluate('globalThis.soundTaps')) as SoundTaps;
  console.log(
    JSON.stringify({
      wire: values.webrtc ? 'webrtc' : 'websocket',
      ducking: !values['no-ducking'],
      addedRoundTripMs: roundTripMs,
      ...stopTrials(taps),
    }),
  );
} finally {
  await browser.close();
  await distance?.close();
  await server.close();
  await livekit?.close();
}

/** In the page: whether the microphone gave anything but silence of late. */
function personSpoke(withinMs: number): boolean {
  const { microphone } = (globalThis as unknown as { soundTaps: SoundTaps }).soundTaps;
  const sinceMs = Date.now() - withinMs;
  return microphone.slice(-1000).some(({ atMs, meanSquare }) => atMs > sinceMs && meanSquare > 1e-6);
}
