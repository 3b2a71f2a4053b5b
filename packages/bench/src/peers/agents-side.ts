import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TestLiveKit } from '@parley/testkit';
import { LONG_REPLY } from '../interruption-trial.js';
import type { RoomDetails } from '../rooms/room-server.js';
import type { AgentsOrder, AgentsReport } from './agents-messages.js';
import { agentsFolder } from './agents-package.js';
import type { AgentsSettings } from './agents-settings.js';
import type { PeerSide } from './peer-side.js';
import { enterAsPerson, type RoomPerson } from './room-person.js';

const CHILD = fileURLToPath(new URL('./agents-child.js', import.meta.url));
const START_TIMEOUT_MS = 180_000;
/** The agent finds the person and the person the agent's track. */
const SETTLE_MS = 1500;

/** The framework in a process of its own, in a room of its own. */
export async function startAgentsSide(livekit: TestLiveKit, settings: AgentsSettings): Promise<PeerSide> {
  const child = fork(CHILD, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let person: RoomPerson | undefined;
  const order = (message: AgentsOrder): void => {
    if (child.connected) child.send(message);
  };
  const close = async (): Promise<void> => {
    await person?.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  try {
    const room = new Promise<RoomDetails>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${settings.name} did not start`)), START_TIMEOUT_MS);
      child.once('exit', (status) => reject(new Error(`${settings.name} ended with status ${status}`)));
      child.on('message', (message: AgentsReport) => {
        if (message.report === 'failed') reject(new Error(message.reason));
        if (message.report === 'reply')
          person?.ears.obey({ type: 'reply_text', generation: message.generation });
        if (message.report === 'room') resolve(message.details);
        clearTimeout(late);
      });
    });
    const { url, apiKey, apiSecret } = livekit;
    order({ order: 'start', folder: agentsFolder(), livekit: { url, apiKey, apiSecret }, settings });
    const entered = await enterAsPerson(await room);
    person = entered;
    await delay(SETTLE_MS);
    return {
      name: settings.name,
      person: entered,
      speak() {
        order({ order: 'speak', text: LONG_REPLY });
        return Promise.resolve();
      },
      silence() {
        order({ order: 'silence' });
        return Promise.resolve();
      },
      script: (words) => order({ order: 'script', words }),
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
