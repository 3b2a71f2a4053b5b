import type { Rule } from './rule.js';

/** Seen from the other side: "my" becomes "your". */
const TURNED: Readonly<Record<string, string>> = {
  i: 'you',
  me: 'you',
  my: 'your',
  mine: 'yours',
  myself: 'yourself',
  "i'm": 'you are',
  "i've": 'you have',
  "i'd": 'you would',
  "i'll": 'you will',
  am: 'are',
  you: 'me',
  your: 'my',
  yours: 'mine',
  yourself: 'myself',
};

const MAX_REFLECTED_WORDS = 16;

/** The last rule: says what it heard, so that a person knows what was understood, and what could come next. */
export const reflection: Rule = ({ text, plain, pick }) => {
  const words = plain.split(' ').filter((word) => word !== '');
  if (words.length === 0) return "I didn't catch that. Could you please repeat?";
  if (
    text.trim().endsWith('?') ||
    /^(?:what|who|where|when|why|how|which|can|could|do|does|did|is|are)\b/.test(plain)
  ) {
    return pick([
      `You asked: ${quote(text)} I have only a few simple rules to answer with, and none of them knows that. Connect a language model and ask me again.`,
      `${quote(text)} That is a good question, and I do not know the answer. I can do sums, tell the time, or tell you a story.`,
    ]);
  }
  const feeling = /^(?:i feel|i'm feeling|i am feeling) (.+)$/.exec(plain);
  if (feeling !== null) return `Why do you feel ${turn(feeling[1] ?? '')}? I am listening.`;
  const wish = /^i (?:want|need|would like|wish) (.+)$/.exec(plain);
  if (wish !== null)
    return `What would it mean to you to have ${turn((wish[1] ?? '').replace(/^to /, 'the chance to '))}?`;
  if (words.length > MAX_REFLECTED_WORDS)
    return `I heard you. The last part was: ${words.slice(-8).join(' ')}. Please go on.`;
  return pick([
    `I heard you say: ${quote(text)} Tell me more about that.`,
    `You said: ${quote(text)} What makes you say so?`,
  ]);
};

function quote(text: string): string {
  const trimmed = text.trim().split(' ').slice(0, MAX_REFLECTED_WORDS).join(' ');
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function turn(text: string): string {
  return text
    .split(' ')
    .map((word) => TURNED[word] ?? word)
    .join(' ');
}
