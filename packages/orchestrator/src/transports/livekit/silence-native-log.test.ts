import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** The library is initialised once a process, so each case has one of its own. Prints how many lines it was handed. */
const COUNT = `
const rtc = await LOAD;
const resampler = new rtc.AudioResampler(48_000, 16_000);
let lines = 0;
globalThis._ffiClientInstance.on('ffi_event', ({ message }) => {
  if (message.case === 'logs') lines += message.value.records.length;
});
await new rtc.Room().connect('ws://127.0.0.1:1', 'no-token', {}).catch(() => undefined);
resampler.close();
process.stdout.write(String(lines), () => process.kill(process.pid, 'SIGKILL'));
`;

async function nativeLogLines(load: string): Promise<number> {
  const code = COUNT.replace('LOAD', load);
  const child = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    cwd: new URL('.', import.meta.url),
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const { stdout } = await child.catch((thrown: unknown) => thrown as { stdout: string });
  return Number(stdout.split('\n').at(-1));
}

test('the native log stays native, which the library alone does not see to', async () => {
  const rtc = JSON.stringify(new URL('./rtc.js', import.meta.url).href);
  expect(await nativeLogLines(`import('@livekit/rtc-node')`)).toBeGreaterThan(0);
  expect(await nativeLogLines(`(await import(${rtc})).loadRtc()`)).toBe(0);
}, 60_000);
