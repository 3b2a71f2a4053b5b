import { performance } from 'node:perf_hooks';
import type { TtsAudio, TtsVoice } from '@parley/engines';
import type { LaneServerCall } from '@parley/models';
import { type CutFrames, createFrameCutter } from './frame-cutter.js';
import { createMailbox } from './mailbox.js';
import type { SpeakInput, SpeakRequest, SpokenAudio } from './tts-messages.js';
import type { Turns } from './turns.js';

/**
 * Speaks one generation in the lane: text comes in while it runs, frames go out, and nothing is computed beyond
 * the demand but the piece that crosses it. Ends when the text has ended, or early when the call is aborted.
 */
export async function speak(
  voice: TtsVoice,
  request: SpeakRequest,
  call: LaneServerCall,
  turns: Turns,
): Promise<void> {
  const texts: { sequence: number; text: string }[] = [];
  const mailbox = createMailbox();
  let finished = false;
  let allowedFrames = request.demandFrames;
  let madeFrames = 0;
  let first = true;

  call.onMessage((message) => {
    const input = message as SpeakInput;
    if (input.kind === 'text') texts.push(input);
    else if (input.kind === 'demand') allowedFrames = Math.max(allowedFrames, input.frames);
    else finished = true;
    mailbox.ring();
  });
  call.signal.addEventListener('abort', () => mailbox.ring(), { once: true });

  const cutter = await createFrameCutter(voice.sampleRateHz);
  const send = (cut: CutFrames, workMs: number, textsDone: number, final: boolean) => {
    madeFrames += cut.frames;
    if (cut.frames === 0 && cut.words.length === 0 && textsDone === 0 && !final) return;
    const madeAtMs = performance.timeOrigin + performance.now();
    const spoken: SpokenAudio = { ...cut, textsDone, final, workMs, madeAtMs };
    call.send(spoken, cut.frames > 0 ? [cut.pcm.buffer] : []);
  };

  try {
    while (!call.signal.aborted) {
      const next = texts.shift();
      if (next === undefined) {
        if (finished) break;
        await mailbox.wait();
      } else if (next.text.trim() === '') {
        send(NOTHING, 0, 1, false);
      } else {
        cutter.beginText(next.sequence);
        await speakText(next.text);
        if (!call.signal.aborted) send(NOTHING, 0, 1, false);
      }
    }
    if (!call.signal.aborted) send(cutter.finish(), 0, 0, true);
  } finally {
    cutter.close();
  }

  async function speakText(text: string): Promise<void> {
    const pieces = voice.synthesize(text, request.options, call.signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        while (madeFrames >= allowedFrames && !call.signal.aborted) await mailbox.wait();
        await turns.take(first);
        if (call.signal.aborted) return;
        const startedMs = performance.now();
        const piece: IteratorResult<TtsAudio> = await pieces.next();
        if (piece.done === true || call.signal.aborted) return;
        send(cutter.push(piece.value), performance.now() - startedMs, 0, false);
        first = false;
      }
    } finally {
      await pieces.return?.();
    }
  }
}

const NOTHING: CutFrames = { pcm: new Uint8Array(0), frames: 0, words: [] };
