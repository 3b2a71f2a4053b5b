import type { Rule } from './rule.js';

/** The server's own clock, in words a voice can say. */
export const timeAndDate: Rule = ({ plain, now }) => {
  if (/\bwhat(?:'s| is)? (?:the )?time\b|\btime is it\b|\btell me the time\b|\bhave the time\b/.test(plain)) {
    return `It is ${time(now())}.`;
  }
  if (/\bwhat (?:day|date|year|month)\b|\bwhat(?:'s| is) (?:the|today's) date\b|\bwhich day\b/.test(plain)) {
    return `Today is ${date(now(), /\btomorrow\b/.test(plain) ? 1 : 0)}.`.replace(
      'Today is',
      /\btomorrow\b/.test(plain) ? 'Tomorrow is' : 'Today is',
    );
  }
  return undefined;
};

function time(now: Date): string {
  return new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit' })
    .format(now)
    .replace(/ /g, ' ');
}

function date(now: Date, daysLater: number): string {
  const day = new Date(now);
  day.setDate(day.getDate() + daysLater);
  return new Intl.DateTimeFormat('en-US', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    year: 'numeric',
  }).format(day);
}
