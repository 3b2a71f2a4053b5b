import type { Turn } from '@parley/session';

/** What a rule may look at. */
export interface RuleContext {
  /** As it was said. */
  readonly text: string;
  /** Lower case, apostrophes straight, without other punctuation than what numbers need, single spaces. */
  readonly plain: string;
  /** Oldest first, without the text to answer. */
  readonly history: readonly Turn[];
  /** Wall time in the server's zone. */
  readonly now: () => Date;
  /** One of them, by the injected randomness. */
  readonly pick: (choices: readonly string[]) => string;
}

/** An answer, or undefined when the rule has none. */
export type Rule = (context: RuleContext) => string | undefined;

export function toPlain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/[^\p{L}\p{N}'.+*/×÷%-]+/gu, ' ')
    .replace(/\.(?!\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What the person said before, oldest first. */
export function saidBefore(context: RuleContext): string[] {
  return context.history.filter((turn) => turn.role === 'user').map((turn) => turn.text);
}

/** What the agent said last, as far as it was heard. */
export function lastReply(context: RuleContext): Turn | undefined {
  return context.history.findLast((turn) => turn.role === 'assistant');
}
