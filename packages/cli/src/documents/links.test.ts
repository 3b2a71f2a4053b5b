import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGES, ROOT, readPage } from './fenced-blocks.rig.js';

/** The anchor that a heading gets: lower case, dashes, no punctuation. */
function anchorsOf(page: string): Set<string> {
  return new Set(
    [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe.each(PAGES)('%s', (path) => {
  const page = readPage(path);

  test('its links lead somewhere', () => {
    const broken = [...page.matchAll(/(?:\]\(|src(?:set)?=")(?!https?:)([^)"\s]+)[)"]/g)]
      .map(([, target = '']) => target)
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const found = file === '' ? path : join(dirname(path), file);
        if (!existsSync(join(ROOT, found))) return true;
        return anchor !== undefined && !anchorsOf(readPage(found)).has(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('the files that it names are there', () => {
    const named = [...page.matchAll(/`((?:packages|scripts|configs|proto|docs|examples|\.ci)\/[\w./-]*)`/g)];
    const missing = named.map(([, file = '']) => file).filter((file) => !existsSync(join(ROOT, file)));
    // The page on engines has the reader write this one.
    expect(missing.filter((file) => !file.startsWith('packages/engines/src/beep/'))).toEqual([]);
  });

  test('what it says is in a file is there', () => {
    const named = [...page.matchAll(/`(packages\/[\w./-]+\.ts)` \(`(\w+)`\)/g)];
    const missing = named.filter(([, file = '', name = '']) => !readPage(file).includes(name));
    expect(missing.map(([text]) => text)).toEqual([]);
  });
});
