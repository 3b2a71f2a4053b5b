import { type ConformanceCase, expectThat, within } from './suite.js';
import { PAUSE, RESUME, STOP } from './tts-client.js';
import type { TtsConformanceContext } from './tts-conformance.js';
import { checkFrames, joined } from './tts-stream-cases.js';

/** No frame for this long: the worker is silent, and what was on its way has come. */
const QUIET_MS = 250;

/** PAUSE, RESUME and STOP by the unary call. */
export function ttsControlCases(context: TtsConformanceContext): ConformanceCase[] {
  const { client, modelId, longText, deterministic, controlTimeoutMs } = context;
  const timely = <R>(what: string, promise: Promise<R>) => within(controlTimeoutMs, what, promise);

  const cases: Record<string, () => Promise<void>> = {
    'pause: emission stops, and stays stopped': async () => {
      const id = await client.start(modelId);
      const call = client.speak(id, [longText]);
      await call.atLeast(5);
      await timely('PAUSE', client.control(id, PAUSE));
      await call.quiet(QUIET_MS);
      const held = call.items.length;
      expectThat(
        call.items.at(-1)?.is_final === false,
        'the whole reply was sent before PAUSE could take hold',
      );
      await new Promise((resolve) => setTimeout(resolve, 2 * QUIET_MS));
      expectThat(call.items.length === held, `${call.items.length - held} frames came while paused`);
      await client.control(id, STOP);
      await call.done;
      await client.end(id);
    },

    'resume: a paused reply holds the audio of an unpaused one, no more and no less': async () => {
      const id = await client.start(modelId);
      const whole = checkFrames(await client.speak(id, [longText]).done);
      const call = client.speak(id, [longText]);
      for (const count of [5, 40]) {
        await call.atLeast(count);
        await client.control(id, PAUSE);
        await call.quiet(QUIET_MS);
        await client.control(id, RESUME);
      }
      const paused = checkFrames(await call.done);
      await client.end(id);
      expectThat(paused.length === whole.length, `${whole.length} frames became ${paused.length}`);
      if (deterministic)
        expectThat(joined(paused).equals(joined(whole)), 'the audio differs from the unpaused one');
    },

    'stop: ends the reply in time, drops its text, and the session speaks again': async () => {
      const id = await client.start(modelId);
      const whole = checkFrames(await client.speak(id, [longText]).done);
      const call = client.open(id);
      call.write({ text: longText, sequence_number: 1 });
      call.write({ text: longText, sequence_number: 2 });
      await call.atLeast(5);
      await timely('STOP', client.control(id, STOP));
      const stopped = checkFrames(await timely('the end after STOP', call.done));
      expectThat(stopped.length < whole.length, `${stopped.length} frames came although it was stopped`);
      checkFrames(await client.speak(id, ['Something new.']).done);
      await client.end(id);
    },

    'stop while paused: ends the reply as well': async () => {
      const id = await client.start(modelId);
      const call = client.speak(id, [longText]);
      await call.atLeast(3);
      await client.control(id, PAUSE);
      await client.control(id, STOP);
      checkFrames(await timely('the end after STOP', call.done));
      await client.end(id);
    },

    'idempotent: every command twice, and with nothing running, answers success': async () => {
      const id = await client.start(modelId);
      for (const command of [PAUSE, RESUME, STOP]) {
        const { success } = await client.control(id, command);
        expectThat(success, `command ${command} with nothing running was not successful`);
      }
      const call = client.speak(id, [longText]);
      await call.atLeast(3);
      for (const command of [PAUSE, PAUSE, RESUME, RESUME, STOP, STOP]) {
        const { success, timestamp_ms } = await client.control(id, command);
        expectThat(success && timestamp_ms > 0, `command ${command} was not successful`);
      }
      checkFrames(await call.done);
      const after = checkFrames(await client.speak(id, ['A command before a reply does not touch it.']).done);
      expectThat(after.length > 0, 'a STOP with nothing running stopped the next reply');
      await client.end(id);
    },

    'isolation: pausing and stopping one session does not touch another': async () => {
      const [a, b] = [await client.start(modelId), await client.start(modelId)];
      const alone = checkFrames(await client.speak(b, [longText]).done);
      const stopped = client.speak(a, [longText]);
      const other = client.speak(b, [longText]);
      await stopped.atLeast(3);
      await client.control(a, PAUSE);
      await other.atLeast(20);
      await client.control(a, STOP);
      await stopped.done;
      const beside = checkFrames(await other.done);
      await Promise.all([client.end(a), client.end(b)]);
      expectThat(
        beside.length === alone.length,
        `the other session had ${beside.length} frames, not ${alone.length}`,
      );
      if (deterministic)
        expectThat(joined(beside).equals(joined(alone)), 'the other session has other audio');
    },

    'pause timing: 50 commands during a reply are each answered in time': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({ text: longText, sequence_number: 1 });
      await call.atLeast(1);
      for (let round = 0; round < 25; round++) {
        await timely('PAUSE', client.control(id, PAUSE));
        await timely('RESUME', client.control(id, RESUME));
      }
      await client.control(id, STOP);
      await call.done;
      await client.end(id);
    },
  };
  return Object.entries(cases).map(([name, run]) => ({ name, level: 'core', run }));
}
