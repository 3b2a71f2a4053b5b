import type { AsrConformanceContext } from './asr-conformance.js';
import { oneCall } from './asr-one-call.js';
import { type ConformanceCase, expectThat, within } from './suite.js';

/** What parley adds to the contract: flush, utterance numbers, control in the stream, stable text, words. */
export function asrAdditionCases(context: AsrConformanceContext): ConformanceCase[] {
  const { speech, answerTimeoutMs } = context;

  const cases: Record<string, () => Promise<void>> = {
    'flush: a PARTIAL with flushed=true answers, and the utterance goes on': async () => {
      const events = await oneCall(context, async (call) => {
        call.say(speech);
        call.write({ flush: true, sample_rate: speech.sampleRateHz, utterance: 1 });
        const flushed = () => call.items.find((event) => event.flushed);
        for (let seen = 0; flushed() === undefined; seen = call.items.length) {
          await within(answerTimeoutMs, 'the answer', call.atLeast(seen + 1));
        }
        call.write({ is_final: true, sample_rate: speech.sampleRateHz, utterance: 1 });
      });
      const answer = events.find((event) => event.flushed);
      expectThat(answer?.kind === 'PARTIAL', 'the answer to a flush is no PARTIAL');
      expectThat(events.at(-1)?.kind === 'FINAL', 'no FINAL followed');
      expectThat(answer.text !== '', 'the flushed PARTIAL is empty');
    },

    'utterance numbers: repeated on events, in order': async () => {
      const events = await oneCall(context, (call) => {
        for (const utterance of [7, 8]) {
          call.say(speech, utterance);
          call.write({ is_final: true, sample_rate: speech.sampleRateHz, utterance });
        }
      });
      const numbers = events.map(({ utterance }) => utterance);
      expectThat(
        numbers.every(
          (number, index) => (number === 7 || number === 8) && number >= (numbers[index - 1] ?? 0),
        ),
        `events carry ${numbers.join(', ')}`,
      );
      const finals = events.filter(({ kind }) => kind === 'FINAL').map(({ utterance }) => utterance);
      expectThat(finals.join() === '7,8', `FINAL events carry ${finals.join(', ')}`);
    },

    'control in the stream: audio between PAUSE and RESUME is ignored': async () => {
      const events = await oneCall(context, (call) => {
        call.write({ control: 'PAUSE', sample_rate: speech.sampleRateHz });
        call.say(speech);
        call.write({ control: 'RESUME', is_final: true, sample_rate: speech.sampleRateHz, utterance: 1 });
      });
      const last = events.at(-1);
      expectThat(last?.kind === 'FINAL' && last.text === '', `"${last?.text}" was heard while paused`);
    },

    'stop in the stream: what is not final is thrown away': async () => {
      const events = await oneCall(context, (call) => {
        call.say(speech, 1);
        call.write({ control: 'STOP', sample_rate: speech.sampleRateHz });
      });
      expectThat(
        events.every(({ kind }) => kind === 'PARTIAL'),
        'a FINAL came for an utterance that was stopped',
      );
    },

    'stable text: within the text, kept by what follows; words have times in order': async () => {
      const events = await oneCall(context, (call) => call.say(speech));
      let stable = '';
      for (const event of events) {
        expectThat(event.stable_length <= event.text.length, 'stable_length is beyond the text');
        expectThat(event.text.startsWith(stable), `"${stable}" was stable, then came "${event.text}"`);
        stable = event.text.slice(0, event.stable_length);
        let beforeMs = 0;
        for (const word of event.words) {
          expectThat(
            word.start_ms >= beforeMs && word.end_ms >= word.start_ms,
            'word times are out of order',
          );
          beforeMs = word.start_ms;
        }
      }
    },
  };
  return Object.entries(cases).map(([name, run]) => ({ name, level: 'addition', run }));
}
