import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Undefined when this machine has no Chromium; `PARLEY_CHROMIUM` names one elsewhere. */
export function findChromium(): string | undefined {
  const named = process.env.PARLEY_CHROMIUM;
  return named ?? CANDIDATES.find((path) => existsSync(path));
}

/** With a WAV file as its microphone, which pages may use without asking; without one, every request is denied. */
export function launchChromium(executablePath: string, microphoneWav?: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      // The tests run in a network that has loopback addresses alone.
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-device-for-media-stream',
      ...(microphoneWav === undefined
        ? ['--deny-permission-prompts']
        : ['--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${microphoneWav}`]),
    ],
  });
}
