import { float32ToInt16, int16ToBytes } from '@parley/audio';
import { describe, expect, it } from 'vitest';
import { EchoGuard } from './echo-guard.js';

const RATE_HZ = 16_000;

/** Something with the rhythm of speech: noise in syllables of random length and level. */
function babble(seconds: number, seed: number): Float32Array {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const samples = new Float32Array(seconds * RATE_HZ);
  for (let at = 0; at < samples.length; ) {
    const length = Math.round((0.06 + 0.2 * random()) * RATE_HZ);
    const level = random() < 0.25 ? 0.001 : 0.05 + 0.3 * random();
    for (let index = at; index < Math.min(at + length, samples.length); index += 1) {
      samples[index] = level * Math.sin((Math.PI * (index - at)) / length) * (2 * random() - 1);
    }
    at += length;
  }
  return samples;
}

/** Plays the agent's voice with a lead of 60 ms and gives what the microphone picks up; likeness by window. */
function play(uplink: (echo: Float32Array) => Float32Array, delayMs: number): number[] {
  const agent = babble(8, 1);
  const echo = new Float32Array(agent.length);
  echo.set(agent.subarray(0, agent.length - (delayMs * RATE_HZ) / 1000), (delayMs * RATE_HZ) / 1000);
  const heard = uplink(echo);
  const guard = new EchoGuard();
  const likeness: number[] = [];
  let frame = 0;
  for (let window = 0; (window + 1) * 512 <= heard.length; window += 1) {
    const nowMs = (window + 1) * 32;
    for (; frame * 20 < nowMs + 60; frame += 1) {
      // 48 kHz by repetition: only the loudness is looked at.
      const part = agent.subarray(frame * 320, (frame + 1) * 320);
      const upsampled = Float32Array.from(
        { length: part.length * 3 },
        (_, index) => part[Math.floor(index / 3)] ?? 0,
      );
      guard.played(int16ToBytes(float32ToInt16(upsampled)), frame * 20 - 60);
    }
    guard.heard(heard.subarray(window * 512, (window + 1) * 512), nowMs);
    if (nowMs > 2000) likeness.push(guard.likeness());
  }
  return likeness;
}

const quieter = (samples: Float32Array, gain: number): Float32Array => samples.map((sample) => sample * gain);

describe('the echo guard', () => {
  it.each([80, 200, 500])('knows its own voice, quieter and %i ms late', (delayMs) => {
    const likeness = play((echo) => quieter(echo, 0.1), delayMs);
    expect(Math.min(...likeness)).toBeGreaterThan(0.8);
  });

  it('hears a person who talks over it', () => {
    const person = babble(8, 99);
    const likeness = play(
      (echo) => echo.map((sample, index) => sample * 0.1 + (person[index] ?? 0) * 0.2),
      200,
    );
    const taken = likeness.filter((value) => value >= 0.8).length / likeness.length;
    expect(taken).toBeLessThan(0.35);
  });

  it('takes silence and a stranger for no echo', () => {
    expect(Math.max(...play((echo) => new Float32Array(echo.length), 100))).toBeLessThan(0.8);
    const stranger = play(() => babble(8, 7), 100);
    expect(stranger.filter((value) => value >= 0.8).length / stranger.length).toBeLessThan(0.1);
  });
});
