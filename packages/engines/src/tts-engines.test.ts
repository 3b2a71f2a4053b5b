import { ParleyError } from '@parley/protocol';
import { describe, expect, it } from 'vitest';
import { createTtsEngine, TTS_FAMILIES } from './tts-engines.js';

describe('voice families', () => {
  it('name themselves', () => {
    for (const family of TTS_FAMILIES) expect(createTtsEngine(family).family).toBe(family);
    expect(TTS_FAMILIES).toContain('hibari');
  });

  it.each(['nothing', 'toString', ''])('do not include "%s"', (family) => {
    expect(() => createTtsEngine(family)).toThrow(ParleyError);
  });
});
