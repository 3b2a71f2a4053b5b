import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, readPage } from './fenced-blocks.rig.js';

/** What the two tiers are made of, without the schemas that only name the keys. */
function sources(): string {
  const texts: string[] = [];
  for (const name of ['orchestrator', 'cli']) {
    const folder = join(ROOT, 'packages', name, 'src');
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const isSchema =
        entry.parentPath.endsWith('orchestrator/src/config') || entry.name === 'worker-config.ts';
      if (!entry.name.endsWith('.ts') || /\.(test|rig)\./.test(entry.name) || isSchema) continue;
      texts.push(readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    }
  }
  return texts.join('\n');
}

const keys = readPage('docs/configuration.md')
  .split('\n')
  .flatMap((line) => {
    const key = /^\| `([a-z_.]+\.[a-z_]+)` \|/.exec(line)?.[1];
    return key === undefined ? [] : [{ key, isIdle: line.includes('without effect') }];
  });

describe('docs/configuration.md', () => {
  /** Names that follow a dot, or are taken out of an object. */
  const read = new Set(sources().match(/(?<=[.{,]\s*)[a-z][a-z_]*\b/g));
  /** Handed over as a whole. */
  const whole = ['tls', 'worker.capabilities'];

  test.each(keys.filter(({ isIdle }) => !isIdle))('$key is read', ({ key }) => {
    const at = key.lastIndexOf('.');
    if (!whole.includes(key.slice(0, at))) expect(read).toContain(key.slice(at + 1));
  });

  test('keys without effect are few', () => {
    expect(keys.length).toBeGreaterThan(90);
    expect(keys.filter(({ isIdle }) => isIdle).map(({ key }) => key)).toEqual([
      'vad.sample_rate',
      'vad.frame_duration_ms',
      'asr.compute_type',
      'asr.model_path',
      'redis.connection_pool_size',
    ]);
  });
});
