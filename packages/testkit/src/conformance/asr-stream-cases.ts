import { status } from '@grpc/grpc-js';
import type { TranscriptEvent__Output } from '@parley/protocol/grpc';
import type { TestAudio } from './asr-client.js';
import type { AsrConformanceContext } from './asr-conformance.js';
import { oneCall } from './asr-one-call.js';
import { type ConformanceCase, expectThat, within } from './suite.js';
import { PAUSE, RESUME, STOP } from './tts-client.js';
import { expectStatus } from './worker-calls.js';

/** Recognising: finals, partials, rates, control, isolation. */
export function asrStreamCases(context: AsrConformanceContext): ConformanceCase[] {
  const { client, modelId, speech, expectedWord, answerTimeoutMs } = context;
  const finals = (events: readonly TranscriptEvent__Output[]) =>
    events.filter(({ kind }) => kind === 'FINAL');
  const timely = <R>(promise: Promise<R>) => within(answerTimeoutMs, 'the answer', promise);

  /** One utterance in a session of its own. */
  function hear(audio: TestAudio): Promise<readonly TranscriptEvent__Output[]> {
    return oneCall(context, (call) => {
      call.say(audio);
      call.write({ is_final: true, sample_rate: audio.sampleRateHz, utterance: 1 });
    });
  }
  const checkWords = (text: string) =>
    expectThat(
      text.trim() !== '' && text.toLowerCase().includes(expectedWord.toLowerCase()),
      `expected a text with "${expectedWord}", got "${text}"`,
    );

  const cases: Record<string, () => Promise<void>> = {
    'streaming: an utterance ends in exactly one FINAL, the last event, with words and a confidence':
      async () => {
        const events = await hear(speech);
        expectThat(finals(events).length === 1, `${finals(events).length} FINAL events for one utterance`);
        const last = events.at(-1);
        expectThat(last?.kind === 'FINAL', 'an event came after the FINAL');
        checkWords(last.text);
        expectThat(last.confidence >= 0 && last.confidence <= 1, `confidence is ${last.confidence}`);
        const lengthMs = (speech.samples.length / speech.sampleRateHz) * 1000;
        expectThat(
          last.start_ms >= 0 && last.start_ms <= last.end_ms && last.end_ms <= lengthMs + 100,
          `${last.start_ms} to ${last.end_ms} ms of ${lengthMs} ms`,
        );
      },

    'partials: come while the person still speaks': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.say(speech);
      await timely(call.atLeast(1));
      expectThat(call.items[0]?.kind === 'PARTIAL', 'the first event is no PARTIAL');
      call.halfClose();
      await timely(call.done);
      await client.end(id);
    },

    'half-close: ends the open utterance': async () => {
      const events = await oneCall(context, (call) => call.say(speech));
      expectThat(finals(events).length === 1, `${finals(events).length} FINAL events`);
    },

    'nothing said: an utterance without audio has an empty FINAL': async () => {
      const events = await oneCall(context, (call) => call.write({ is_final: true, sample_rate: 16_000 }));
      expectThat(
        events.length === 1 && events[0]?.kind === 'FINAL' && events[0].text === '',
        'no empty FINAL',
      );
    },

    'several utterances: one call, one FINAL each, times on the clock of the call': async () => {
      const events = await oneCall(context, (call) => {
        for (let utterance = 1; utterance <= 2; utterance++) {
          call.say(speech, utterance);
          call.write({ is_final: true, sample_rate: speech.sampleRateHz, utterance });
        }
      });
      const [first, second, ...more] = finals(events);
      expectThat(
        first !== undefined && second !== undefined && more.length === 0,
        'there are not two FINAL events',
      );
      checkWords(second.text);
      const lengthMs = (speech.samples.length / speech.sampleRateHz) * 1000;
      expectThat(
        second.start_ms >= lengthMs - 1,
        `the second begins at ${second.start_ms}, before ${lengthMs} ms`,
      );
    },

    '48 kHz: is understood as 16 kHz is': async () => {
      const events = await hear(atTripleRate(speech));
      checkWords(events.at(-1)?.text ?? '');
    },

    'bad audio: half a sample or a rate out of range is INVALID_ARGUMENT': async () => {
      const id = await client.start(modelId);
      for (const chunk of [
        { audio_data: Buffer.alloc(3), sample_rate: 16_000 },
        { audio_data: Buffer.alloc(4), sample_rate: 96_000 },
      ]) {
        const call = client.open(id);
        call.write(chunk);
        await expectStatus('Recognize', call.done, status.INVALID_ARGUMENT);
      }
      await client.end(id);
    },

    'pause: audio until RESUME is ignored': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({ sample_rate: speech.sampleRateHz });
      // An in-order way for workers that know unary control only: wait until the call is known.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await client.control(id, PAUSE);
      call.say(speech);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await client.control(id, RESUME);
      call.write({ is_final: true, sample_rate: speech.sampleRateHz });
      call.halfClose();
      const events = await timely(call.done);
      await client.end(id);
      expectThat(events.at(-1)?.text === '', `"${events.at(-1)?.text}" was heard while paused`);
    },

    'stop: what is not final is thrown away, and the call goes on': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.say(speech);
      await timely(call.atLeast(1));
      // The unary call may overtake audio in the stream: wait until all of it has arrived.
      await call.quiet(300);
      await client.control(id, STOP);
      const before = call.items.length;
      call.say(speech, 2);
      call.write({ is_final: true, sample_rate: speech.sampleRateHz, utterance: 2 });
      call.halfClose();
      const events = (await timely(call.done)).slice(before);
      await client.end(id);
      expectThat(finals(events).length === 1, `${finals(events).length} FINAL events after STOP`);
      const alone = (await hear(speech)).at(-1)?.text.length ?? 0;
      const { length } = finals(events)[0]?.text ?? '';
      expectThat(length < alone * 1.7, 'the text thrown away is in the FINAL');
    },

    'idempotent: RESUME and STOP with nothing running answer success': async () => {
      const id = await client.start(modelId);
      for (const command of [RESUME, STOP, STOP, PAUSE, RESUME]) {
        expectThat((await client.control(id, command)).success, `command ${command} was not successful`);
      }
      await client.end(id);
    },

    'isolation: two sessions at once hear each its own': async () => {
      const [a, b] = [await client.start(modelId), await client.start(modelId)];
      const spoken = client.open(a);
      const silent = client.open(b);
      spoken.say(speech);
      silent.say({ samples: new Int16Array(speech.samples.length), sampleRateHz: speech.sampleRateHz });
      spoken.halfClose();
      silent.halfClose();
      const [heard, nothing] = await timely(Promise.all([spoken.done, silent.done]));
      await Promise.all([client.end(a), client.end(b)]);
      checkWords(heard.at(-1)?.text ?? '');
      expectThat(nothing.at(-1)?.text === '', `"${nothing.at(-1)?.text}" was heard in silence`);
    },

    'lost client: a cancelled call leaves the session free to listen again': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.say(speech);
      await timely(call.atLeast(1));
      call.cancel();
      await call.done.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const again = client.open(id);
      again.say(speech);
      again.halfClose();
      checkWords((await timely(again.done)).at(-1)?.text ?? '');
      await client.end(id);
    },
  };
  return Object.entries(cases).map(([name, run]) => ({ name, level: 'core', run }));
}

/** The same sound at three times the rate; plain interpolation is good enough for a test signal. */
function atTripleRate({ samples, sampleRateHz }: TestAudio): TestAudio {
  if (sampleRateHz * 3 > 48_000) return { samples, sampleRateHz };
  const out = new Int16Array(samples.length * 3);
  for (let i = 0; i < out.length; i++) {
    const at = Math.floor(i / 3);
    const before = samples[at] ?? 0;
    out[i] = before + (((samples[at + 1] ?? before) - before) * (i % 3)) / 3;
  }
  return { samples: out, sampleRateHz: sampleRateHz * 3 };
}
