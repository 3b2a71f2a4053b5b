import type { AsrModel } from '@parley/engines';
import type { SileroVad } from '@parley/models';
import { VAD_WINDOW_MS, VAD_WINDOW_SAMPLES } from '@parley/protocol';
import {
  createSession,
  DEFAULT_BARGE_IN_POLICY,
  DEFAULT_PLAYOUT_POLICY,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_TURN_POLICY,
  type SessionEvent,
} from '@parley/session';
import { FakeClock, ScriptedSynthesis } from '@parley/session/testing';
import { ModelRecognition } from './model-recognition.js';

const REPLY = 'This reply is long enough to be talked over anywhere in its first ten seconds. '.repeat(4);
const STEP_MS = 4;
const AFTERWARDS_MS = 2500;

export interface SimulatedTrial {
  readonly held: boolean;
  readonly stopped: boolean;
  /** Every sample of a reply that was not stopped was sent, once and in order. */
  readonly whole: boolean;
  /** From the end of the clip until the reply went on for good; undefined when it was never held, or stopped. */
  readonly resumeMs: number | undefined;
  /** What the recogniser had made of it by then. */
  readonly heard: string;
}

/**
 * One clip over one reply: the session as it is, the real voice-activity model and the real recogniser, on a clock
 * that moves by the processor time that decoding took. Nothing waits for real time, so hundreds of trials take minutes.
 */
export async function simulateTrial(
  models: { readonly vad: SileroVad; readonly asr: AsrModel },
  clip: Int16Array,
  offsetMs: number,
  strategy: 'pause-first' | 'confirm-first',
): Promise<SimulatedTrial> {
  const clock = new FakeClock();
  const recognition = new ModelRecognition(models.asr, clock);
  const events: (SessionEvent & { readonly atMs: number })[] = [];
  const session = createSession(
    {
      id: '00000000-0000-4000-8000-000000000000',
      recognition: true,
      turn: DEFAULT_TURN_POLICY,
      bargeIn: { ...DEFAULT_BARGE_IN_POLICY, strategy },
      playout: DEFAULT_PLAYOUT_POLICY,
      limits: DEFAULT_SESSION_LIMITS,
    },
    {
      clock,
      synthesis: new ScriptedSynthesis(clock),
      recognition,
      responder: { respond: (_request, sink) => ({ cancel: clock.setTimer(10, () => sink.onEnd()).cancel }) },
      downlink: {
        holdMode: 'freeze',
        writable: () => true,
        send: (event) => events.push({ ...event, atMs: clock.nowMs() }),
      },
    },
  );
  const vad = models.vad.createStream();
  const offsetSamples = Math.round(offsetMs * 16);
  const total = offsetSamples + clip.length + AFTERWARDS_MS * 16;
  const actions = () =>
    events.flatMap((event) => (event.type === 'playback' && event.generation === 1 ? [event] : []));
  let clipEndMs = 0;
  let stopped = false;
  session.start();
  session.speak(REPLY, { isFinal: true, interruptible: true });
  // What follows a stop is an ordinary turn: decoding it would be most of the work.
  for (let at = 0; !stopped && at + VAD_WINDOW_SAMPLES <= total; at += VAD_WINDOW_SAMPLES) {
    for (let passedMs = 0; passedMs < VAD_WINDOW_MS; passedMs += STEP_MS) {
      await clock.advance(STEP_MS);
      session.tick();
    }
    const samples = Float32Array.from(
      { length: VAD_WINDOW_SAMPLES },
      (_, index) => (clip[at + index - offsetSamples] ?? 0) / 32_768,
    );
    const [speechProbability = 0] = await models.vad.run([vad], [samples]);
    session.pushWindow({ startSample: at, samples, speechProbability });
    await recognition.idle();
    if (at < offsetSamples + clip.length) clipEndMs = clock.nowMs();
    stopped = actions().some(({ action }) => action === 'flush');
  }
  const resumed = actions().findLast(({ action }) => action === 'resume');
  const transcript = events.findLast((event) => event.type === 'transcript');
  const whole = isWhole(events);
  session.close('closed');
  return {
    held: actions().some(({ action }) => action === 'hold'),
    stopped,
    whole,
    resumeMs: stopped || resumed === undefined ? undefined : Math.max(0, resumed.atMs - clipEndMs),
    heard: transcript?.type === 'transcript' ? transcript.text : '',
  };
}

function isWhole(events: readonly SessionEvent[]): boolean {
  let next = 0;
  for (const event of events) {
    if (event.type !== 'audio' || event.generation !== 1) continue;
    if (event.samplePosition !== next) return false;
    next += event.pcm.byteLength / 2;
  }
  return next > 0;
}
