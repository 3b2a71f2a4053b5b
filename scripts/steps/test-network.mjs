import { spawnSync } from 'node:child_process';

const NAME = `parley-tests-${process.pid}`;

/**
 * A network of the tests' own, as root on Linux: a namespace with the loopback interface and one more that carries
 * 127.0.0.2, because WebRTC does not use the loopback interface. No packet of a test can leave the machine.
 * `prefix` begins the command that runs in it; empty where no namespace can be made.
 */
export function createTestNetwork() {
  const none = { prefix: [], close: () => {} };
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return none;
  const steps = [
    ['netns', 'add', NAME],
    ['-n', NAME, 'link', 'set', 'lo', 'up'],
    ['-n', NAME, 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1'],
    ['-n', NAME, 'addr', 'add', '127.0.0.2/32', 'dev', 'v0'],
    ['-n', NAME, 'link', 'set', 'v0', 'up'],
    ['-n', NAME, 'link', 'set', 'v1', 'up'],
  ];
  const close = () => spawnSync('ip', ['netns', 'delete', NAME], { stdio: 'ignore' });
  for (const step of steps) {
    if (spawnSync('ip', step, { stdio: 'ignore' }).status === 0) continue;
    close();
    return none;
  }
  return { prefix: ['ip', 'netns', 'exec', NAME], close };
}
