import type { ResponderPort } from '@parley/session';
import { deliver } from '../deliver.js';
import { arithmetic } from './arithmetic.js';
import { counting } from './counting.js';
import { memory } from './memory.js';
import { reflection } from './reflection.js';
import { type Rule, type RuleContext, toPlain } from './rule.js';
import { agreement, greeting, smallTalk } from './small-talk.js';
import { timeAndDate } from './time-and-date.js';

export interface RulesResponderOptions {
  /** Wall time. Default: the machine's. */
  readonly now?: (() => Date) | undefined;
  /** Uniform in [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The first that answers; the last always does. */
const RULES: readonly Rule[] = [
  memory,
  timeAndDate,
  counting,
  arithmetic,
  smallTalk,
  greeting,
  agreement,
  reflection,
];

/**
 * A small conversationalist that needs no model, no key and no network: what answers when nothing is configured.
 * Knows what it cannot do and says so. Answers come sentence by sentence.
 */
export function createRulesResponder(options: RulesResponderOptions = {}): ResponderPort {
  const { now = () => new Date(), random = Math.random } = options;
  const pick = (choices: readonly string[]): string => choices[Math.floor(random() * choices.length)] ?? '';
  return {
    respond({ text, history }, sink) {
      const context: RuleContext = { text, plain: toPlain(withoutAddress(text)), history, now, pick };
      return deliver(sentences(answer(context)), sink);
    },
  };
}

function answer(context: RuleContext): string {
  for (const rule of RULES) {
    const said = rule(context);
    if (said !== undefined) return said;
  }
  return '';
}

/** "Hey parley, what time is it?" asks for the time; "hello" alone is a greeting. */
function withoutAddress(text: string): string {
  const rest = text.replace(
    /^\s*(?:(?:hey|hi|hello|ok|okay|so|well|um|uh|please)[\s,]+)+(?:parley[\s,.!]+)?/i,
    '',
  );
  return rest.trim() === '' || /^(?:there|parley|again)\W*$/i.test(rest) ? text : rest;
}

function sentences(text: string): string[] {
  return text.match(/[^.!?]+(?:[.!?]+(?!\s|$)[^.!?]*)*[.!?]*\s*/g) ?? [text];
}
