/** What the caller does, in order. */
export type Scene =
  /** Says a line and listens to the whole answer. */
  | { readonly kind: 'turn'; readonly line: string }
  /** Says a first line and, `afterMs` into the answer, the second one over it. */
  | { readonly kind: 'interruption'; readonly line: string; readonly afterMs: number; readonly over: string }
  /** Says a line and, `afterMs` into the answer, makes a sound that means nothing. */
  | {
      readonly kind: 'noise';
      readonly line: string;
      readonly afterMs: number;
      readonly sound: '"I see."' | 'cough';
    };

/** A conversation with every case that matters, in under a minute. */
export const SCRIPT: readonly Scene[] = [
  { kind: 'turn', line: 'Hello, who are you?' },
  {
    kind: 'interruption',
    line: 'Please count to twenty.',
    afterMs: 2500,
    over: 'Actually, what is twelve times seven?',
  },
  { kind: 'noise', line: 'Tell me a story.', afterMs: 2500, sound: '"I see."' },
  { kind: 'noise', line: 'What can you do?', afterMs: 1800, sound: 'cough' },
  { kind: 'turn', line: 'Thank you, that was very helpful.' },
];
