import { spawnSync } from 'node:child_process';
import { requires } from '@parley/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, call } from './caller.rig.js';
import { createFleet, type Fleet, type OrchestratorProcess } from './fleet.rig.js';
import { eventually } from './server.rig.js';

const TEXT = 'The cable between the two is pulled, and whoever talks hears of it. '.repeat(2);
/** The tone engine speaks three frames a character. */
const FRAMES = TEXT.length * 3;
/** From the addresses set aside for benchmarks of networks (RFC 2544). */
const NEAR = '198.18.77.1';
const FAR = '198.18.77.2';

/** A network of its own for one worker, joined to ours by a pair of interfaces that can be taken down. */
function createFarNetwork() {
  const name = `parley-far-${process.pid}`;
  const [near, far] = [`pn${process.pid}`, `pf${process.pid}`];
  function ip(...args: string[]): void {
    const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
  }
  ip('netns', 'add', name);
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name);
  ip('addr', 'add', `${NEAR}/30`, 'dev', near);
  ip('link', 'set', near, 'up');
  ip('-n', name, 'addr', 'add', `${FAR}/30`, 'dev', far);
  ip('-n', name, 'link', 'set', far, 'up');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  return {
    prefix: ['ip', 'netns', 'exec', name],
    // At the far end: here the addresses would go with the interface, and writing would fail at once.
    cut: () => ip('-n', name, 'link', 'set', far, 'down'),
    mend: () => ip('-n', name, 'link', 'set', far, 'up'),
    close() {
      // With one end goes the other, at once; the namespace itself lingers.
      ip('link', 'delete', near);
      ip('netns', 'delete', name);
    },
  };
}

describe.skipIf(!requires('root', 'ip'))('a network that parts the orchestrator from its worker', () => {
  let network: ReturnType<typeof createFarNetwork>;
  let fleet: Fleet;
  let orchestrator: OrchestratorProcess;

  beforeEach(async () => {
    network = createFarNetwork();
    fleet = createFleet();
    const worker = await fleet.worker({
      name: 'far',
      prefix: network.prefix,
      config: { worker: { grpc_host: '0.0.0.0', advertise_addr: FAR } },
    });
    orchestrator = await fleet.orchestrator({ workers: { tts_worker_url: worker.addr } });
    await eventually('it is known', async () => (await orchestrator.get('/health')).status === 200);
  });
  afterEach(async () => {
    await fleet.close();
    network.close();
  });

  const ends = (caller: Caller): string[] => caller.messages('session_end').map(({ reason }) => reason);
  const errors = (caller: Caller): string[] => caller.messages('error').map(({ code }) => code);

  test('for a moment: the person is told, and hears the rest when it is over', async () => {
    const caller = await call(orchestrator.url);
    caller.send({ type: 'text', text: TEXT });
    await caller.until('sound', () => caller.frames.length > 20);
    network.cut();
    await caller.until('word of it', () => errors(caller).length > 0);
    expect(ends(caller)).toEqual([]);
    network.mend();
    await caller.until('the end', () => ends(caller).length > 0);
    expect(ends(caller)).toEqual(['completed']);
    expect(errors(caller)).toEqual(['WORKER_UNAVAILABLE']);
    expect(Math.abs(caller.frames.length - FRAMES)).toBeLessThanOrEqual(3);
    await caller.close();
  }, 120_000);

  test('for long: the reply ends, and the session speaks again once it is over', async () => {
    const caller = await call(orchestrator.url);
    caller.send({ type: 'text', text: TEXT });
    await caller.until('sound', () => caller.frames.length > 20);
    network.cut();
    await caller.until('the end', () => ends(caller).length > 0);
    expect(ends(caller)).toEqual(['stopped']);
    expect(errors(caller)).toEqual(['WORKER_UNAVAILABLE']);
    network.mend();
    await eventually('it speaks again', async () => {
      const frames = caller.frames.length;
      const done = ends(caller).length;
      caller.send({ type: 'text', text: 'Again.' });
      await caller.until('an end, or an error', () => ends(caller).length > done);
      return caller.frames.length - frames === 18;
    });
    await caller.close();
  }, 120_000);
});
