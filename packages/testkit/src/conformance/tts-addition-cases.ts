import { FRAME_BYTES, FRAME_SAMPLES } from '@parley/protocol';
import { type ConformanceCase, expectThat, within } from './suite.js';
import { PAUSE } from './tts-client.js';
import type { TtsConformanceContext } from './tts-conformance.js';
import { checkFrames, joined } from './tts-stream-cases.js';

const QUIET_MS = 250;

/** What parley adds to the contract: credit, control in the stream, generations, words. */
export function ttsAdditionCases(context: TtsConformanceContext): ConformanceCase[] {
  const { client, modelId, longText, deterministic, controlTimeoutMs } = context;

  const cases: Record<string, () => Promise<void>> = {
    'credit: no more frames than were granted, and all of them': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({ text: longText, sequence_number: 1, is_final: true, credit_frames: 10 });
      await call.atLeast(10);
      await call.quiet(QUIET_MS);
      const first = call.items.length;
      expectThat(first === 10, `${first} frames for a credit of 10`);
      call.write({ credit_frames: 7 });
      await call.atLeast(17);
      await call.quiet(QUIET_MS);
      const second = call.items.length;
      expectThat(second === 17, `${second} frames for a credit of 17`);
      call.write({ credit_frames: 1_000_000 });
      checkFrames(await call.done);
      await client.end(id);
    },

    'packing: where several frames may share a message, the numbers count frames and the audio is the same':
      async () => {
        const id = await client.start(modelId);
        const text = 'Several frames may travel together.';
        const alone = checkFrames(await client.speak(id, [text]).done);
        const call = client.open(id);
        call.write({ text, sequence_number: 1, is_final: true, frames_per_message: 4, credit_frames: 6 });
        call.write({ credit_frames: 1_000_000 });
        const messages = await call.done;
        await client.end(id);
        let frames = 0;
        for (const { audio_data, sequence_number } of messages) {
          const { length } = audio_data;
          expectThat(length % FRAME_BYTES === 0, `${length} bytes are no whole frames`);
          expectThat(length <= 4 * FRAME_BYTES, `${length} bytes are more than four frames`);
          expectThat(
            sequence_number === frames + 1,
            `a message behind ${frames} frames has sequence ${sequence_number}`,
          );
          frames += length / FRAME_BYTES;
        }
        expectThat(frames === alone.length, `${alone.length} frames became ${frames}`);
        if (deterministic)
          expectThat(joined(messages).equals(joined(alone)), 'the audio differs from frames alone');
      },

    'generation: repeated on every frame, with positions that count samples': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({
        text: 'Each frame says where it belongs.',
        sequence_number: 1,
        is_final: true,
        generation: 42,
      });
      const frames = checkFrames(await call.done);
      await client.end(id);
      frames.forEach((frame, index) => {
        expectThat(frame.generation === 42, `frame ${index + 1} is of generation ${frame.generation}`);
        expectThat(
          frame.sample_position === index * FRAME_SAMPLES,
          `frame ${index + 1} is at sample ${frame.sample_position}`,
        );
      });
    },

    'control in the stream: PAUSE holds, RESUME goes on without loss, absence is no PAUSE': async () => {
      const id = await client.start(modelId);
      const whole = checkFrames(await client.speak(id, [longText]).done);
      const call = client.open(id);
      call.write({ text: longText, sequence_number: 1, generation: 1, credit_frames: 20 });
      await call.atLeast(20);
      call.write({ control: 'PAUSE', generation: 1 });
      call.write({ credit_frames: 1_000_000, generation: 1 });
      await call.quiet(QUIET_MS);
      expectThat(call.items.length === 20, `${call.items.length - 20} frames came while paused`);
      call.write({ control: 'RESUME', generation: 1, is_final: true });
      const paused = checkFrames(await call.done);
      await client.end(id);
      expectThat(paused.length === whole.length, `${whole.length} frames became ${paused.length}`);
      if (deterministic)
        expectThat(joined(paused).equals(joined(whole)), 'the audio differs from the unpaused one');
    },

    'stop in the stream: an empty end marker says that it was stopped': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({ text: longText, sequence_number: 1, generation: 3, credit_frames: 5 });
      await call.atLeast(5);
      call.write({ control: 'STOP', generation: 3 });
      const frames = await within(controlTimeoutMs, 'the end after STOP', call.done);
      await client.end(id);
      const last = frames.at(-1);
      expectThat(frames.length === 6, `${frames.length} messages for 5 frames and an end marker`);
      expectThat(
        last?.is_final === true && last.stopped && last.audio_data.length === 0,
        'no end marker with stopped',
      );
    },

    'control of an old generation is ignored': async () => {
      const id = await client.start(modelId);
      const call = client.open(id);
      call.write({ text: longText, sequence_number: 1, generation: 9, credit_frames: 5, is_final: true });
      await call.atLeast(5);
      await client.control(id, PAUSE, 8);
      call.write({ credit_frames: 1_000_000 });
      checkFrames(await call.done);
      await client.end(id);
    },

    'words: marks in order, inside their text and inside the audio': async () => {
      const id = await client.start(modelId);
      const texts = ['Hello there, my friend.', 'How are you today?'];
      const frames = await client.speak(id, texts).done;
      await client.end(id);
      const spoken = checkFrames(frames);
      const words = frames.flatMap((frame) => frame.words);
      expectThat(words.length > 0, 'no frame carries a word');
      let before = 0;
      for (const word of words) {
        const text = texts[word.text_sequence_number - 1] ?? '';
        expectThat(
          word.text_length > 0 && word.text_offset + word.text_length <= text.length,
          'a word outside its text',
        );
        expectThat(word.start_sample >= before, `a word at ${word.start_sample} after one at ${before}`);
        expectThat(word.end_sample <= (spoken.length + 1) * FRAME_SAMPLES, 'a word ends after the audio');
        before = word.start_sample;
      }
      for (const frame of frames) {
        const end = frame.sample_position + FRAME_SAMPLES;
        for (const word of frame.words)
          expectThat(word.start_sample < end || frame.is_final, 'a word before its frame');
      }
    },
  };
  return Object.entries(cases).map(([name, run]) => ({ name, level: 'addition', run }));
}
