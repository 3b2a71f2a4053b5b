import { describe, expect, it } from 'vitest';
import {
  IllegalTransitionError,
  type SessionState,
  StateMachine,
  TRANSITIONS,
  type Transition,
} from './state-machine.js';

const STATES = Object.keys(TRANSITIONS) as SessionState[];

/** A way through the table from idle to each state. */
const PATHS: Record<SessionState, readonly SessionState[]> = {
  idle: [],
  listening: ['listening'],
  waiting_for_input: ['listening', 'waiting_for_input'],
  processing: ['listening', 'processing'],
  speaking: ['listening', 'speaking'],
  barged_in: ['listening', 'speaking', 'barged_in'],
  terminated: ['terminated'],
};

function machineIn(state: SessionState): { machine: StateMachine; log: Transition[] } {
  const log: Transition[] = [];
  const machine = new StateMachine(
    () => 7,
    (transition) => log.push(transition),
  );
  for (const step of PATHS[state]) machine.to(step, 'started');
  log.length = 0;
  return { machine, log };
}

describe('the transition table', () => {
  for (const from of STATES) {
    for (const to of STATES) {
      const allowed = TRANSITIONS[from].includes(to);
      it(`${from} → ${to} is ${from === to ? 'nothing' : allowed ? 'allowed' : 'refused'}`, () => {
        const { machine, log } = machineIn(from);
        if (from === to) {
          machine.to(to, 'speech');
          expect(log).toEqual([]);
        } else if (allowed) {
          machine.to(to, 'speech');
          expect(log).toEqual([{ from, to, cause: 'speech', atMs: 7 }]);
          expect(machine.state).toBe(to);
        } else {
          expect(() => machine.to(to, 'speech')).toThrow(IllegalTransitionError);
          expect(() => machine.to(to, 'speech')).toThrow(`Invalid state transition: ${from} → ${to}`);
          expect(machine.state).toBe(from);
          expect(machine.rejected).toBe(2);
          expect(log).toEqual([]);
        }
      });
    }
  }

  it('lets every state end, and none begin again', () => {
    for (const state of STATES) {
      if (state !== 'terminated') expect(TRANSITIONS[state]).toContain('terminated');
    }
    expect(TRANSITIONS.terminated).toEqual([]);
  });
});
