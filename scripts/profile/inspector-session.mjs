import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

const ADDRESS = 'http://127.0.0.1:9229';
const OPEN_TIMEOUT_MS = 5_000;

/**
 * Opens the inspector of a running Node process, which needs no restart for it, and closes it again at the end.
 * `send` calls a method of the DevTools protocol.
 */
export async function openInspector(pid) {
  try {
    process._debugProcess(pid);
  } catch (error) {
    console.error(`process ${pid} cannot be looked at: ${error.message}`);
    process.exit(1);
  }
  const socket = new WebSocket(await debuggerUrl());
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map();
  let lastId = 0;
  socket.on('message', (data) => {
    const { id, result, error } = JSON.parse(String(data));
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(error.message));
    waiting.delete(id);
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the process has gone'));
  });
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      socket.send(JSON.stringify({ id: lastId, method, params }));
    });
  const evaluate = async (expression) =>
    (await send('Runtime.evaluate', { expression, returnByValue: true })).result.value;

  const found = await evaluate('process.pid');
  if (found !== pid) throw new Error(`port 9229 belongs to process ${found}: end its inspector first`);
  return {
    send,
    async close() {
      // From within a callback of its own: closing at once would take the answer with it.
      await evaluate(
        `setTimeout(() => process.getBuiltinModule('inspector').close(), 50).unref(); undefined`,
      );
      socket.close();
    },
  };
}

async function debuggerUrl() {
  const startedAt = performance.now();
  for (;;) {
    try {
      const [target] = await (await fetch(`${ADDRESS}/json/list`)).json();
      return target.webSocketDebuggerUrl;
    } catch (cause) {
      if (performance.now() - startedAt > OPEN_TIMEOUT_MS) {
        throw new Error(`the process did not open its inspector on ${ADDRESS}`, { cause });
      }
      await delay(100);
    }
  }
}

/** Samples the main thread for a while; resolves with a V8 CPU profile. */
export async function sampleCpu(session, durationMs) {
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 1000 });
  await session.send('Profiler.start');
  await delay(durationMs);
  const { profile } = await session.send('Profiler.stop');
  return profile;
}

/** The process id of the command line, or an exit with how to use the command. */
export function pidArgument(usage) {
  const pid = Number(process.argv[2]);
  if (Number.isInteger(pid) && pid > 0) return pid;
  console.error(`usage: ${usage}`);
  process.exit(2);
}
