import { FakeClock } from '@parley/session/testing';
import { beforeEach, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { createInletValve } from './inlet-valve.js';
import { createOutlet, type Outlet } from './outlet.js';

/** A socket whose peer takes what the test says. */
class FakeSocket {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  paused = false;
  readonly #waiting: { bytes: number; written: () => void }[] = [];

  send(message: string | Uint8Array, _options: object, written: () => void): void {
    this.bufferedAmount += message.length;
    this.#waiting.push({ bytes: message.length, written });
  }
  take(messages: number): void {
    for (const { bytes, written } of this.#waiting.splice(0, messages)) {
      this.bufferedAmount -= bytes;
      written();
    }
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
}

let clock: FakeClock;
let socket: FakeSocket;
let stalls: number;
let outlet: Outlet;

beforeEach(() => {
  clock = new FakeClock();
  socket = new FakeSocket();
  stalls = 0;
  outlet = createOutlet({
    socket: socket as unknown as WebSocket,
    clock,
    valve: createInletValve(socket),
    audioBoundBytes: 10_000,
    onStalled: () => {
      stalls += 1;
    },
  });
});

test('audio stops at its bound and goes on when the client has taken some', () => {
  let sent = 0;
  while (outlet.writable()) {
    outlet.write(new Uint8Array(1936));
    sent += 1;
  }
  expect(sent).toBe(6);
  socket.take(1);
  expect(outlet.writable()).toBe(true);
});

test('a client that takes nothing for 30 s is given up; one that takes a little is not', async () => {
  for (let index = 0; index < 100; index += 1) outlet.write('x'.repeat(1000));
  for (let round = 0; round < 10; round += 1) {
    await clock.advance(25_000);
    socket.take(1);
  }
  expect(stalls).toBe(0);
  await clock.advance(32_000);
  expect(stalls).toBe(1);
  expect(clock.pendingTimers).toBe(0);
});

test('a client that has taken everything is not watched', async () => {
  outlet.write('hello');
  socket.take(1);
  await clock.advance(120_000);
  expect([stalls, clock.pendingTimers, outlet.backlogged]).toEqual([0, 0, false]);
});

test('a client that does not take its answers is not read until it has taken half of them', () => {
  for (let index = 0; index < 1100; index += 1) outlet.write('x'.repeat(1000));
  expect(socket.paused).toBe(true);
  socket.take(400);
  expect(socket.paused).toBe(true);
  socket.take(300);
  expect(socket.paused).toBe(false);
});

test('after the end nothing is written and nothing is timed', () => {
  outlet.write('x');
  outlet.close();
  outlet.write('y');
  expect([socket.bufferedAmount, clock.pendingTimers]).toEqual([1, 0]);
});
