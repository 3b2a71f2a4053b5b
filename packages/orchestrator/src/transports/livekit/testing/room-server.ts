import { readFileSync } from 'node:fs';
import { createResampler, float32ToInt16, parseWavMono } from '@parley/audio';
import type { SynthesisPort } from '@parley/session';
import { speechFixture, type TestLiveKit } from '@parley/testkit';
import type { OrchestratorOptions } from '../../../orchestrator.js';
import { startTestServer, type TestServer } from '../../../testing/test-server.js';
import type { Person } from './person.js';
import { staircase } from './staircase-voice.js';

export interface Details {
  readonly serverUrl: string;
  readonly roomName: string;
  readonly participantName: string;
  readonly participantToken: string;
}

/** A server with fakes for workers and models, in the rooms of a real LiveKit. */
export async function startRoomServer(
  livekit: TestLiveKit,
  changes: object = {},
  options: Partial<OrchestratorOptions> = {},
): Promise<TestServer> {
  const config = {
    transport: {
      websocket: { port: 0 },
      livekit: {
        enabled: true,
        url: livekit.url,
        api_key: livekit.apiKey,
        api_secret: livekit.apiSecret,
        connection_details_per_minute: 1000,
        ...changes,
      },
    },
    agent: { mode: 'agent', greeting: 'Hello, this is the greeting.' },
  };
  const server = await startTestServer(config, options);
  tellPosition(server.synthesis);
  return server;
}

/** Of a room for a plain person, or for one who will send `hearing`. */
export async function fetchDetails(url: string, tellsHearing = false): Promise<Details> {
  const response = await fetch(`${url}/api/connection-details`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tells_hearing: tellsHearing }),
  });
  if (response.status !== 200)
    throw new Error(`connection details: ${response.status} ${await response.text()}`);
  return (await response.json()) as Details;
}

/** Frames that tell where they belong, whatever the wire does to single samples. */
function tellPosition(synthesis: SynthesisPort): void {
  const open = synthesis.open.bind(synthesis);
  synthesis.open = (request, sink) =>
    open(request, {
      onFrame: (frame) =>
        sink.onFrame({ ...frame, pcm: staircase(frame.samplePosition, frame.pcm.byteLength) }),
      onEnd: () => sink.onEnd(),
      onError: (error) => sink.onError(error),
      onDelayed: (error) => sink.onDelayed(error),
      onWithdraw: (position) => sink.onWithdraw(position),
    });
}

export function said(person: Person, text: string): boolean {
  return person
    .of('reply_text')
    .map((message) => String(message.text))
    .join('')
    .includes(text);
}

/** A recording at 48 kHz, or another rate. */
export async function speech(name: string, toHz = 48_000): Promise<Int16Array> {
  const { samples } = parseWavMono(readFileSync(speechFixture(name)));
  const resampler = await createResampler({ fromHz: 16_000, toHz });
  try {
    return float32ToInt16(resampler.process(samples));
  } finally {
    resampler.close();
  }
}

export function noise(ms: number): Int16Array {
  let seed = 1;
  return Int16Array.from({ length: ms * 48 }, () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return (seed / 2147483648 - 0.5) * 16_000;
  });
}

export function silence(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export async function settled(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 10_000 && !condition(); waited += 50) await silence(50);
}
