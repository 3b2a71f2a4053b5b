import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built browser client beside this package; undefined where it has not been built. */
export function findWebDirectory(): string | undefined {
  const directory = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
  return existsSync(`${directory}index.html`) ? directory : undefined;
}
