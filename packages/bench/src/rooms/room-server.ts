import { startTestLiveKit } from '@parley/testkit';
import { type ServerOptions, type ServerProcess, startServer } from '../server-process.js';

/** A server under test with LiveKit beside it. Owns both. */
export type RoomServer = ServerProcess;

export interface RoomServerOptions extends ServerOptions {
  /** Keys of `transport.livekit` that differ from its defaults. */
  readonly livekit?: Readonly<Record<string, string | number>> | undefined;
}

/** Starts LiveKit and a server that serves its rooms. */
export async function startRoomServer(options: RoomServerOptions = {}): Promise<RoomServer> {
  const livekit = await startTestLiveKit();
  try {
    const server = await startServer({
      ...options,
      config: {
        ...options.config,
        transport: {
          livekit: {
            enabled: true,
            url: livekit.url,
            api_key: livekit.apiKey,
            api_secret: livekit.apiSecret,
            connection_details_per_minute: 10_000,
            ...options.livekit,
          },
        },
      },
    });
    return {
      ...server,
      async close() {
        await server.close();
        await livekit.close();
      },
    };
  } catch (thrown) {
    await livekit.close();
    throw thrown;
  }
}

/** A person who is to enter waits as long as they wait for a greeting. */
const WAIT_MS = 20_000;

/** What opens one room, once. */
export interface RoomDetails {
  readonly serverUrl: string;
  readonly participantToken: string;
}

/** The server gave no room and said so. */
export class RoomRefused extends Error {}

/** For a plain person, or one who will send `hearing`. Throws `RoomRefused` with the answer of a server that gives no room. */
export async function fetchRoomDetails(httpUrl: string, tellsHearing = false): Promise<RoomDetails> {
  const response = await fetch(`${httpUrl}/api/connection-details`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tells_hearing: tellsHearing, wait_ms: WAIT_MS }),
  });
  if (!response.ok) throw new RoomRefused(`no room: ${response.status} ${await response.text()}`);
  return (await response.json()) as RoomDetails;
}
