import { afterEach } from 'vitest';
import { createClient, type ParleyClient } from '../client.js';
import type { ClientEvents } from '../client-events.js';
import type { ClientOptions } from '../client-options.js';
import {
  createTestServer,
  type TestServer,
  type TestServerOptions,
  type TestSession,
} from '../test-server.js';

export interface StartedClient {
  readonly server: TestServer;
  readonly client: ParleyClient;
  /** The next event of this name that fits. */
  next<Name extends keyof ClientEvents>(
    name: Name,
    fits?: (event: ClientEvents[Name]) => boolean,
  ): Promise<ClientEvents[Name]>;
}

export interface ConnectedClient extends StartedClient {
  /** The server's side of the first session. */
  readonly session: TestSession;
}

/** Clients with a server each; both close after the test. */
export function useClient() {
  const started: StartedClient[] = [];
  afterEach(async () => {
    for (const { client, server } of started.splice(0)) {
      await client.close();
      await server.close();
    }
  });

  /** Not connected yet. */
  async function start(
    options: Partial<ClientOptions> = {},
    serverOptions: TestServerOptions = {},
  ): Promise<StartedClient> {
    const server = await createTestServer(serverOptions);
    const client = createClient({ url: server.url, ...options });
    const one: StartedClient = {
      server,
      client,
      next: (name, fits = () => true) =>
        new Promise((resolve) => {
          const off = client.on(name, (event) => {
            if (!fits(event)) return;
            off();
            resolve(event);
          });
        }),
    };
    started.push(one);
    return one;
  }

  async function connect(
    options: Partial<ClientOptions> = {},
    serverOptions: TestServerOptions = {},
  ): Promise<ConnectedClient> {
    const one = await start(options, serverOptions);
    await one.client.connect();
    return { ...one, session: await one.server.session(0) };
  }

  return { start, connect };
}
