import type { Rule } from './rule.js';
import { JOKES, STORIES } from './told.js';

/** Pattern and answers, in the order in which they are tried. */
const TALK: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /\bweather\b|\bforecast\b|\b(?:is it|will it) (?:rain|snow|be (?:cold|warm|sunny))/,
    [
      'I cannot look outside and I have no weather service, so anything I told you would be a guess. With a language model and a weather tool behind me I could find out.',
    ],
  ],
  [/\b(?:story|fairy tale)\b|\btell me something (?:long|nice)\b/, STORIES],
  [/\bjoke\b|\bmake me laugh\b|\bsomething funny\b/, JOKES],
  [
    /\bwhat can you do\b|\bwhat do you do\b|^help\b|\bhow can you help\b|\bwhat can i (?:ask|say)\b/,
    [
      'I can tell you the time and the date, do sums, count, tell a story or a joke, and remember your name while we talk. You can interrupt me whenever you like. Just start speaking and I will stop. If you only say "mm-hm", I will go on. Try it: ask me for a story and talk over me.',
    ],
  ],
  [
    /\bwho are you\b|\bwhat are you\b|\bwhat(?:'s| is) your name\b|\bare you (?:a )?(?:robot|human|real|bot|ai)\b/,
    [
      'I am parley, a voice server that listens while it speaks. The answers you hear come from a few simple rules. Connect a language model to me and I will have more to say.',
    ],
  ],
  [
    /\bhow are you\b|\bhow(?:'s| is) it going\b|\bhow do you do\b/,
    ['I am well, thank you. How are you?', 'All my queues are empty, so I am fine. And you?'],
  ],
  [/\bthank(?:s| you)\b|\bcheers\b/, ['You are welcome.', 'My pleasure.']],
  [
    /^(?:good ?bye|bye|see you|good night|that(?:'s| is) all)\b/,
    ['Goodbye. It was nice talking with you.', 'See you soon.'],
  ],
  [
    /^(?:stop|wait|hold on|never ?mind|be quiet|shut up|quiet|enough)\b/,
    ['Alright. I am listening.', 'Okay, I stopped. What would you like?'],
  ],
  [/\bcan you hear me\b|\bare you (?:there|listening)\b|^(?:test|testing)\b/, ['Yes, I hear you well.']],
  [/\b(?:i love you|you(?:'re| are) (?:great|nice|cool|funny))\b/, ['That is kind of you to say.']],
  [
    /\b(?:sing|song)\b/,
    ['I would rather spare you my singing. But I could tell you a story instead, if you like.'],
  ],
];

/** Greetings, thanks, stories, and questions about the agent itself. */
export const smallTalk: Rule = ({ plain, pick }) => {
  for (const [pattern, answers] of TALK) if (pattern.test(plain)) return pick(answers);
  return undefined;
};

export const greeting: Rule = ({ plain, history, pick, now }) => {
  if (!/^(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening)|howdy|greetings)\b/.test(plain))
    return undefined;
  if (history.length > 1) return pick(['Hello again.', 'Yes, I am here.']);
  const hour = now().getHours();
  const time = hour < 12 ? 'Good morning' : hour < 18 ? 'Good afternoon' : 'Good evening';
  return `${pick(['Hello', time])}. How can I help you today?`;
};

export const agreement: Rule = ({ plain }) => {
  if (/^(?:yes|yeah|yep|sure|ok|okay|alright|right)(?: please)?$/.test(plain)) {
    return 'Good. What shall we talk about?';
  }
  if (/^(?:no|nope|nah|not really)(?: thanks| thank you)?$/.test(plain))
    return 'Alright. Tell me if you change your mind.';
  return undefined;
};
