import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const PARLEY = join(import.meta.dirname, '../../../cli/bin/parley.js');

export interface ParleyServer {
  /** `http://host:port` */
  readonly url: string;
  close(): Promise<void>;
}

/** The server as people start it, by default with a voice and ears that need no model. */
export async function startParleyServer(
  env: Readonly<Record<string, string>> = {},
  models: readonly string[] = ['--tts-model', 'tone-440', '--asr-model', 'scripted'],
): Promise<ParleyServer> {
  const child = spawn(process.execPath, [PARLEY, 'serve', '--port', '0', ...models], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const url = await addressOf(child);
  return {
    url,
    async close() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /ready: open (http:\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('exit', (code) => reject(new Error(`parley serve ended with ${code}:\n${output}`)));
  });
}
