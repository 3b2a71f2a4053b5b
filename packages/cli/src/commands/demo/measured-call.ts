import { setTimeout as delay } from 'node:timers/promises';
import { type ClientEvents, createClient, type ParleyClient } from '@parley/client';
import {
  createRecording,
  createVirtualMicrophone,
  createVirtualSpeaker,
  type RenderedSpan,
  type SpokenChunk,
} from '@parley/client/node';
import { wordErrorRate } from '@parley/testkit';
import type { InterruptionResult, TurnResult } from './results.js';
import { Timeline } from './timeline.js';

/** One line of the caller and what came of it. */
export interface AskedTurn {
  readonly result: Omit<TurnResult, 'reply'>;
  readonly generation: number | undefined;
  readonly spokenFromMs: number;
}

const ANSWER_TIMEOUT_MS = 15_000;
const REPLY_TIMEOUT_MS = 60_000;

/** A line to the server on which every sample that is sent or heard has its time. */
export async function openMeasuredCall(url: string, show: (line: string) => void) {
  const spans: RenderedSpan[] = [];
  const chunks: SpokenChunk[] = [];
  const replies = new Map<number, string>();
  const ended = new Map<number, string>();
  const spoke: { atMs: number; clip: Int16Array }[] = [];
  const recording = createRecording();
  const microphone = createVirtualMicrophone({ onChunk: (chunk) => chunks.push(chunk) });
  const speaker = createVirtualSpeaker({ onSpan: (span) => spans.push(span), onRender: recording.onRender });
  const client = createClient({
    url,
    echoCancellation: true,
    reconnect: false,
    audio: { speaker, microphone },
  });
  const startedMs = performance.now();
  const timeline = new Timeline(startedMs, show);
  client.on('reply', ({ generation, text, isFinal, unheard }) => {
    replies.set(generation, text);
    if (!isFinal) return;
    timeline.add(
      unheard === undefined ? 'reply' : 'cut',
      unheard === undefined ? text : `heard "${text}", not heard "${unheard}"`,
    );
  });
  client.on('transcript', ({ text, isFinal }) => {
    if (isFinal) timeline.add('heard', `"${text}"`);
  });
  client.on('playback', ({ cause, generation }) => {
    if (cause === 'hold' || cause === 'resume' || cause === 'flush') timeline.add(cause, '');
    if (cause === 'end' || cause === 'flush') ended.set(generation, cause);
  });
  client.on('error', ({ code, message }) => timeline.add('latency', `error ${code}: ${message}`));
  await client.connect();

  /** Sends a clip; resolves when its last sample left. */
  async function speak(clip: Int16Array): Promise<{ fromMs: number; untilMs: number }> {
    chunks.length = 0;
    await microphone.say(clip);
    const fromMs = chunks[0]?.atMs ?? performance.now();
    spoke.push({ atMs: fromMs - startedMs, clip });
    return { fromMs, untilMs: chunks.at(-1)?.atMs ?? fromMs };
  }

  return {
    async ask(line: string, clip: Int16Array): Promise<AskedTurn> {
      timeline.add('said', line);
      const known = new Set(spans.map(({ generation }) => generation));
      const finals: { text: string; atMs: number }[] = [];
      const stopListening = client.on('transcript', ({ text, isFinal }) => {
        if (isFinal) finals.push({ text, atMs: performance.now() });
      });
      const audio = first(client, 'audio', ({ generation }) => !known.has(generation));
      const { fromMs, untilMs } = await speak(clip);
      const answered = await audio;
      stopListening();
      const generation = answered?.event.generation;
      const firstHeard = generation === undefined ? undefined : await firstSpan(spans, generation);
      const turnLatencyMs = firstHeard === undefined ? null : Math.round(firstHeard.atMs - untilMs);
      if (turnLatencyMs !== null) timeline.add('latency', `answered after ${turnLatencyMs} ms`);
      // A pause within the line may have made two utterances of it; they were answered together.
      const text = finals.map((final) => final.text).join(' ');
      const heardAtMs = finals.at(-1)?.atMs;
      return {
        generation,
        spokenFromMs: fromMs,
        result: {
          said: line,
          heard: text,
          wordErrorRate: Number(wordErrorRate(line, text).toFixed(3)),
          turnLatencyMs,
          firstAudioMs:
            heardAtMs === undefined || answered === undefined
              ? null
              : Math.max(0, Math.round(answered.atMs - heardAtMs)),
        },
      };
    },
    async sound(name: string, clip: Int16Array): Promise<number> {
      timeline.add('sound', `(${name})`);
      return (await speak(clip)).fromMs;
    },
    async replyEnds(generation: number | undefined): Promise<void> {
      const deadline = performance.now() + REPLY_TIMEOUT_MS;
      while (generation !== undefined && !ended.has(generation) && performance.now() < deadline)
        await delay(20);
    },
    /** What was heard of it so far. */
    replyOf: (generation: number | undefined): string =>
      generation === undefined ? '' : (replies.get(generation) ?? ''),
    judge(kind: 'turn' | 'false', generation: number, fromMs: number): InterruptionResult {
      const last = spans.findLast(
        (span) => span.generation === generation && span.atMs <= fromMs + 1500 && gapAfter(spans, span),
      );
      const outcome = ended.get(generation) === 'flush' ? 'stopped' : 'resumed';
      const silent = last !== undefined && endMs(last) > fromMs;
      const stopLatencyMs = silent ? Math.round(endMs(last) - fromMs) : null;
      if (stopLatencyMs !== null) timeline.add('latency', `silent after ${stopLatencyMs} ms, ${outcome}`);
      return { kind, outcome, stopLatencyMs };
    },
    recording: () => ({
      timeline,
      callerSpoke: spoke,
      agentAudio: recording.samples(),
      agentStartedMs: (recording.startedAtMs ?? startedMs) - startedMs,
      durationMs: performance.now() - startedMs,
    }),
    close: () => client.close(),
  };
}

/** Whether the reply fell silent (or ended) after this span. */
function gapAfter(spans: readonly RenderedSpan[], span: RenderedSpan): boolean {
  const next = spans.find((other) => other.generation === span.generation && other.atMs > span.atMs);
  return next === undefined || next.atMs - endMs(span) > 20;
}

function endMs(span: RenderedSpan): number {
  return span.atMs + span.samples / 48;
}

async function firstSpan(
  spans: readonly RenderedSpan[],
  generation: number,
): Promise<RenderedSpan | undefined> {
  for (const deadline = performance.now() + 2000; performance.now() < deadline; await delay(5)) {
    const span = spans.find((one) => one.generation === generation);
    if (span !== undefined) return span;
  }
  return undefined;
}

/** The next event that satisfies the test, with its time; undefined when none comes. */
function first<Name extends keyof ClientEvents>(
  client: ParleyClient,
  name: Name,
  test: (event: ClientEvents[Name]) => boolean,
): Promise<{ event: ClientEvents[Name]; atMs: number } | undefined> {
  return new Promise((resolve) => {
    const done = (result: { event: ClientEvents[Name]; atMs: number } | undefined): void => {
      clearTimeout(timer);
      stop();
      resolve(result);
    };
    const timer = setTimeout(() => done(undefined), ANSWER_TIMEOUT_MS);
    const stop = client.on(name, (event) => {
      if (test(event)) done({ event, atMs: performance.now() });
    });
  });
}
