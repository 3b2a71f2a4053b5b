import { lastReply, type Rule, type RuleContext, saidBefore, toPlain } from './rule.js';

/** What earlier turns hold: a name that was given, what was said, what was cut off. */
export const memory: Rule = (context) => {
  const { plain } = context;
  if (/\bwhat(?:'s| is) my name\b|\bwho am i\b|\bremember my name\b|\bknow my name\b/.test(plain)) {
    const name = nameIn(saidBefore(context));
    return name === undefined
      ? 'You have not told me your name yet. What should I call you?'
      : `Your name is ${name}.`;
  }
  const name = givenName(context.text);
  if (name !== undefined) return `Nice to meet you, ${name}. I will remember that while we talk.`;
  if (/\bwhat did i (?:just )?(?:say|ask|tell)\b|\bwhat i (?:just )?said\b/.test(plain)) {
    const last = saidBefore(context).at(-1);
    return last === undefined ? 'This is the first thing you have said to me.' : `You said: ${last}`;
  }
  if (
    /\bwhat did you (?:just )?say\b|\b(?:say|repeat) that\b|\bcome again\b|^(?:pardon|sorry|repeat)(?: me)?$/.test(
      plain,
    )
  ) {
    return repeatLast(context);
  }
  if (/^(?:please )?(?:go on|continue|keep going|carry on|you were saying)\b/.test(plain)) {
    return goOn(context);
  }
  return undefined;
};

function repeatLast(context: RuleContext): string {
  const last = lastReply(context);
  if (last === undefined || last.text === '') return 'I have not said anything yet.';
  return last.interrupted ? `I was interrupted. I had said: ${last.text}` : `I said: ${last.text}`;
}

function goOn(context: RuleContext): string {
  const last = lastReply(context);
  if (last?.interrupted !== true) return 'I had finished. Ask me for a story, or for a sum, or for the time.';
  const words = last.text.split(' ').slice(-6).join(' ');
  return `You stopped me after "${words}". I do not keep the rest once I am interrupted, but ask me again and I will start over.`;
}

const NOT_NAMES = new Set(
  'not a an the so very just here sorry fine good well ok okay sure tired happy sad hungry bored ready back done going looking trying from in at on still really also now glad'.split(
    ' ',
  ),
);

function givenName(text: string): string | undefined {
  const match = /\b(?:my name is|my name's|call me|i am called|i'm|i am|this is)\s+(\p{L}[\p{L}'-]*)/iu.exec(
    text.replace(/[‘’]/g, "'"),
  );
  const word = match?.[1];
  if (word === undefined || NOT_NAMES.has(toPlain(word))) return undefined;
  const byName = /name|call/i.test(match?.[0] ?? '');
  // "I'm Ada" names someone, "I'm cold" does not: recognisers write names with a capital.
  if (!byName && !/^\p{Lu}/u.test(word)) return undefined;
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function nameIn(texts: readonly string[]): string | undefined {
  for (const text of texts.toReversed()) {
    const name = givenName(text);
    if (name !== undefined) return name;
  }
  return undefined;
}
