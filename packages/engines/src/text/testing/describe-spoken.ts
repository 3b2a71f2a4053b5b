import { describe, expect, test } from 'vitest';
import { toSpokenTokens } from '../spoken-tokens.js';

/** A test for each pair: what is written, and the words that are said for it. */
export function describeSpoken(name: string, cases: readonly (readonly [string, string])[]): void {
  describe(name, () => {
    test.each(cases)('%s', (written, spoken) => {
      const words = toSpokenTokens(written).map((token) => token.spoken);
      expect(words.join(' ')).toBe(spoken);
    });
  });
}
