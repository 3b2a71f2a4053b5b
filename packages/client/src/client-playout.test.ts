import { describe, expect, it } from 'vitest';
import { speakerWithSpans } from './testing/speaker-with-spans.js';
import { useClient } from './testing/use-client.js';

const FRAME = 960;
const { connect } = useClient();

describe('what a client plays', () => {
  it('plays a reply, reports what was heard, and its end', async () => {
    const { speaker, spans } = speakerWithSpans();
    const { session } = await connect({ audio: { speaker } });
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    session.send({ type: 'session_end', session_id: session.id, reason: 'completed' });
    await session.message((message) => message.type === 'playback' && message.position === 10 * FRAME);
    const reports = session.received.flatMap((m) => (m.type === 'playback' ? [m.position] : []));
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.length).toBeGreaterThan(1);
    expect(spans.reduce((sum, span) => sum + span.samples, 0)).toBe(10 * FRAME);
    expect(speaker.statistics().underruns).toBe(0);
  });

  it('holds, reports the position, resumes from it, and loses no sample', async () => {
    const { speaker, spans } = speakerWithSpans();
    const { next, session } = await connect({ audio: { speaker } });
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    const held = next('playback', (event) => event.cause === 'hold');
    session.send({ type: 'playback', action: 'hold', sequence: 10, generation: 1 });
    const { samplePosition } = await held;
    const report = await session.message((m) => m.type === 'playback' && m.position === samplePosition);
    expect(report).toEqual({ type: 'playback', generation: 1, position: samplePosition });
    session.send({ type: 'playback', action: 'resume', sequence: 10, generation: 1 });
    session.send({ type: 'session_end', session_id: session.id, reason: 'completed' });
    await next('playback', (event) => event.cause === 'end');
    const kept = spans.filter((span) => !span.fadingOut);
    expect(kept.reduce((sum, span) => sum + span.samples, 0)).toBe(10 * FRAME);
    expect(
      spans.filter((span) => span.fadingOut).reduce((sum, span) => sum + span.samples, 0),
    ).toBeLessThanOrEqual(384);
  });

  it('renders nothing of a reply after its flush, though frames of it still come', async () => {
    const { speaker, spans } = speakerWithSpans();
    const { next, session } = await connect({ audio: { speaker } });
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    const flushed = next('playback', (event) => event.cause === 'flush');
    // From here on: on a busy machine everything may happen in one go.
    const ended = next('playback', (event) => event.cause === 'end' && event.generation === 2);
    session.send({ type: 'playback', action: 'flush', sequence: 10, generation: 1 });
    session.sendFrame(1, 10 * FRAME);
    for (let i = 0; i < 4; i += 1) session.sendFrame(2, i * FRAME);
    session.send({ type: 'session_end', session_id: session.id, reason: 'completed' });
    const { samplePosition } = await flushed;
    await ended;
    const old = spans.filter((span) => span.generation === 1);
    expect(old.reduce((sum, span) => sum + span.samples, 0)).toBe(samplePosition);
    expect(spans.slice(old.length).every((span) => span.generation === 2)).toBe(true);
  });

  it('is silent at its own stop before the server answers', async () => {
    const { speaker } = speakerWithSpans();
    const { client, next, session } = await connect({ audio: { speaker } });
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    const flushed = next('playback', (event) => event.cause === 'flush');
    client.stop();
    expect((await flushed).generation).toBe(1);
    await session.message((m) => m.type === 'control' && m.command === 'STOP');
  });

  it('ducks at the edge when asked to: its own onset holds the reply and is told as such', async () => {
    const { speaker } = speakerWithSpans();
    const { client, next, session } = await connect({ audio: { speaker }, ducking: true });
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    client.sendAudio(new Int16Array(4800), 16_000);
    client.sendAudio(
      Int16Array.from({ length: 1600 }, (_, i) => 8000 * Math.sin(i / 8)),
      16_000,
    );
    expect(await session.message((m) => m.type === 'playback' && m.held === true)).toMatchObject({
      generation: 1,
    });
  });

  it('never lifts a hold of the server, though the person goes on speaking', async () => {
    const { speaker } = speakerWithSpans();
    let onset = () => {};
    const detector = {
      start(onOnset: () => void) {
        onset = onOnset;
      },
      push: () => undefined,
      close: () => undefined,
    };
    const { client, next, session } = await connect({ audio: { speaker }, ducking: detector });
    const causes: string[] = [];
    client.on('playback', ({ cause }) => causes.push(cause));
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    const held = next('playback', (event) => event.cause === 'hold');
    session.send({ type: 'playback', action: 'hold', sequence: 10, generation: 1 });
    await held;
    onset();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(causes).not.toContain('resume');
    expect(session.received.some((m) => m.type === 'playback' && m.held === true)).toBe(false);
  });
});
