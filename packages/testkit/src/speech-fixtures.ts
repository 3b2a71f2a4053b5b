import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of recorded speech (`manifest.json`, `audio16k/`, `audio48k/`): `PARLEY_FIXTURES`, else beside the
 * checkout. The recordings have licences of their own and are not part of the repository; ask `requires('fixtures')`.
 */
export function speechFixturesFolder(): string {
  const beside = fileURLToPath(new URL('../../../../shared/fixtures/speech', import.meta.url));
  return process.env.PARLEY_FIXTURES ?? beside;
}

/** Path of a clip at 16 kHz by its name in the manifest, `ask-weather`. */
export function speechFixture(name: string): string {
  return join(speechFixturesFolder(), 'audio16k', `${name}.wav`);
}
