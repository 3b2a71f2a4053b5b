import { FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { AudioFrame__Output } from '@parley/protocol/grpc';
import { type ConformanceCase, expectThat } from './suite.js';
import type { TtsConformanceContext } from './tts-conformance.js';

/** Frames of a whole reply, checked for form. Returns those with audio. */
export function checkFrames(frames: readonly AudioFrame__Output[]): AudioFrame__Output[] {
  frames.forEach((frame, index) => {
    const last = index === frames.length - 1;
    expectThat(
      frame.sequence_number === index + 1,
      `frame ${index + 1} has sequence ${frame.sequence_number}`,
    );
    expectThat(
      frame.is_final === last,
      `frame ${index + 1} of ${frames.length} has is_final=${frame.is_final}`,
    );
    const { length } = frame.audio_data;
    expectThat(length === FRAME_BYTES || (last && length === 0), `frame ${index + 1} has ${length} bytes`);
    expectThat(
      length === 0 || (frame.sample_rate === SAMPLE_RATE_HZ && frame.frame_duration_ms === FRAME_MS),
      `frame ${index + 1} says ${frame.sample_rate} Hz, ${frame.frame_duration_ms} ms`,
    );
  });
  expectThat(frames.length > 0, 'the call ended without a final frame');
  return frames.filter((frame) => frame.audio_data.length > 0);
}

/** The audio of frames, joined. */
export function joined(frames: readonly AudioFrame__Output[]): Buffer {
  return Buffer.concat(frames.map((frame) => frame.audio_data));
}

/** Speaking: frames, order, empty text, isolation, lost clients. */
export function ttsStreamCases(context: TtsConformanceContext): ConformanceCase[] {
  const { client, modelId, deterministic } = context;

  const cases: Record<string, () => Promise<void>> = {
    'streaming: whole frames of 20 ms, numbered from 1, one of them final': async () => {
      const id = await client.start(modelId);
      const spoken = checkFrames(await client.speak(id, ['Hello, how can I help you today?']).done);
      await client.end(id);
      expectThat(spoken.length >= 10, `only ${spoken.length} frames for a sentence`);
      const audio = joined(spoken);
      let peak = 0;
      for (let at = 0; at < audio.length; at += 2) peak = Math.max(peak, Math.abs(audio.readInt16LE(at)));
      expectThat(peak > 1000, `the audio is silent (peak ${peak})`);
    },

    'chunks: several pieces of text make one reply, longer than one piece alone': async () => {
      const id = await client.start(modelId);
      const one = checkFrames(await client.speak(id, ['This is the first part.']).done);
      const three = checkFrames(
        await client.speak(id, [
          'This is the first part.',
          'Then comes the second.',
          'And at last the third.',
        ]).done,
      );
      await client.end(id);
      expectThat(
        three.length > one.length * 1.5,
        `one piece has ${one.length} frames, three have ${three.length}`,
      );
    },

    'empty chunks: make no audio and are no error': async () => {
      const id = await client.start(modelId);
      const nothing = checkFrames(await client.speak(id, ['', '  ', '']).done);
      expectThat(nothing.length === 0, `${nothing.length} frames for no text`);
      const plain = checkFrames(await client.speak(id, ['Hello there.']).done);
      const padded = checkFrames(await client.speak(id, ['', 'Hello there.', '']).done);
      await client.end(id);
      expectThat(
        plain.length === padded.length,
        `${plain.length} frames became ${padded.length} with empty chunks`,
      );
    },

    'half-close: ends the text where no chunk was final': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({ text: 'Hello there.', sequence_number: 1 });
      call.halfClose();
      const frames = checkFrames(await call.done);
      await client.end(id);
      expectThat(frames.length > 0, 'nothing was spoken');
    },

    'first frame: comes before the text is complete': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({
        text: 'This sentence is spoken while the next one is still being thought of.',
        sequence_number: 1,
      });
      await call.atLeast(1);
      expectThat(call.items[0]?.is_final === false, 'the reply ended before its text did');
      call.write({ text: 'And here it is.', sequence_number: 2, is_final: true });
      checkFrames(await call.done);
      await client.end(id);
    },

    'again: a session speaks one reply after the other, each numbered from 1': async () => {
      const id = await client.start(modelId);
      const first = joined(checkFrames(await client.speak(id, ['One after the other.']).done));
      const second = joined(checkFrames(await client.speak(id, ['One after the other.']).done));
      await client.end(id);
      if (deterministic) expectThat(first.equals(second), 'the same text gave other audio the second time');
    },

    'many sessions: two speak at once, each its own text': async () => {
      const [a, b] = [await client.start(modelId), await client.start(modelId)];
      const alone = checkFrames(await client.speak(a, ['A short one.']).done);
      const [short, long] = await Promise.all([
        client.speak(a, ['A short one.']).done,
        client.speak(b, [
          'This one is a good deal longer than the other one, so that they can be told apart.',
        ]).done,
      ]);
      await Promise.all([client.end(a), client.end(b)]);
      expectThat(checkFrames(short).length === alone.length, 'a session speaks otherwise beside another');
      expectThat(checkFrames(long).length > alone.length, 'the longer text has no longer audio');
      for (const frame of short)
        expectThat(frame.session_id === a, `a frame of ${frame.session_id} came to ${a}`);
    },

    'lost client: a cancelled call leaves the session free to speak again': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({ text: context.longText, sequence_number: 1, is_final: true });
      await call.atLeast(3);
      call.cancel();
      await call.done.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      checkFrames(await client.speak(id, ['Hello again.']).done);
      await client.end(id);
    },

    'end of session: ends a running synthesis': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({ text: context.longText, sequence_number: 1 });
      await call.atLeast(3);
      await client.end(id);
      await call.done.catch(() => undefined);
    },
  };
  return Object.entries(cases).map(([name, run]) => ({ name, level: 'core', run }));
}
