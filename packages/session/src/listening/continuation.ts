/** What a transcript says about whether its speaker goes on. */
export interface Continuation {
  readonly isComplete: boolean;
  /** 0 to 1. */
  readonly confidence: number;
  readonly reason: 'conjunction' | 'filler' | 'ellipsis' | 'comma' | 'hold-on' | 'none';
}

const CONJUNCTIONS =
  /\b(and|but|or|so|because|if|when|that|which|who|to|the|a|an|of|with|for|my|your|is|are)$/i;
const FILLERS = /\b(um+|uh+|er+|hmm+|like|you know|i mean|let me see|well)$/i;
const HOLD_ON = /^(wait|hold on|one moment|just a (second|moment|minute)|hang on)\b[.,…!]*$/i;

/** Whether English words trail off ("and…", "um", "Wait…"), so that an answer would come too soon. */
export function continuationOf(text: string): Continuation {
  const trimmed = text.trim();
  if (HOLD_ON.test(trimmed)) return { isComplete: false, confidence: 0.8, reason: 'hold-on' };
  if (/(\.{2,}|…)$/u.test(trimmed)) return { isComplete: false, confidence: 0.8, reason: 'ellipsis' };
  const words = trimmed.replace(/[\s.,;:!?…]+$/u, '');
  if (FILLERS.test(words)) return { isComplete: false, confidence: 0.9, reason: 'filler' };
  if (CONJUNCTIONS.test(words)) return { isComplete: false, confidence: 0.9, reason: 'conjunction' };
  if (trimmed.endsWith(',')) return { isComplete: false, confidence: 0.6, reason: 'comma' };
  return { isComplete: true, confidence: 0.5, reason: 'none' };
}
