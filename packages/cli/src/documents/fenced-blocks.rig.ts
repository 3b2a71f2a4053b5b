import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Every page for readers, as paths below the root. */
export const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** A page, or any other file below the root. */
export function readPage(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What the fenced blocks of this kind hold: the text after the three backticks, as "sh run". */
export function fencedBlocks(page: string, kind: string): string[] {
  return [...page.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)]
    .filter(([, info]) => info === kind)
    .map(([, , text = '']) => text);
}

/** The commands of shell blocks, one a line. */
export function commands(page: string, kind: string): string[] {
  return fencedBlocks(page, kind)
    .flatMap((text) => text.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
