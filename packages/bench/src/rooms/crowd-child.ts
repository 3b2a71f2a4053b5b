import { silenceNativeLog } from '@parley/orchestrator/silence-native-log';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import type { CrowdCommand, CrowdReport } from './crowd-messages.js';
import { type CrowdPerson, enterCrowd } from './crowd-person.js';
import { RoomRefused } from './room-server.js';
import { AUDIBLE } from './steady-tone.js';

/** A process that holds some of the people: every event of the native library reaches all rooms of its process. */

/** Large, because handing a piece over costs as much as sending it: the native queue cuts it into packets. */
const PIECE_MS = 100;
const PIECE_SAMPLES = (PIECE_MS * SAMPLE_RATE_HZ) / 1000;
const SOUNDING_TIMEOUT_MS = 20_000;

// What people cost is on the same cores as what is measured.
silenceNativeLog();

const people: CrowdPerson[] = [];
let talking: ReturnType<typeof setTimeout> | undefined;

function report(message: CrowdReport): void {
  process.send?.(message);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function talk(clip: Int16Array): void {
  const pieces = Math.floor(clip.length / PIECE_SAMPLES);
  const startedMs = performance.now();
  let round = 0;
  const send = (): void => {
    for (; startedMs + round * PIECE_MS <= performance.now(); round += 1) {
      for (const [index, person] of people.entries()) {
        const at = ((round + index * 37) % pieces) * PIECE_SAMPLES;
        // A copy: the native side reads the whole buffer behind a view.
        person.say(clip.slice(at, at + PIECE_SAMPLES));
      }
    }
    talking = setTimeout(send, Math.max(1, startedMs + round * PIECE_MS - performance.now()));
  };
  send();
}

async function obey(command: CrowdCommand): Promise<void> {
  switch (command.type) {
    case 'prepare':
      report({ type: 'prepared' });
      break;
    case 'enter': {
      const tried = await Promise.allSettled(
        Array.from({ length: command.count }, () => enterCrowd(command.httpUrl)),
      );
      const entered = tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      const failures = tried.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
      for (const failure of failures) console.error(String(failure));
      people.push(...entered);
      report({
        type: 'entered',
        entries: entered.map(({ entry }) => entry),
        refused: failures.filter((failure) => failure instanceof RoomRefused).length,
      });
      break;
    }
    case 'listen': {
      await Promise.all(people.map((person) => person.speakTo(command.text)));
      const deadlineMs = performance.now() + SOUNDING_TIMEOUT_MS;
      while (performance.now() < deadlineMs && people.some(({ level }) => level < AUDIBLE)) await delay(50);
      report({ type: 'sounding' });
      break;
    }
    case 'talk':
      clearTimeout(talking);
      talk(command.clip);
      break;
    case 'read':
      for (const person of people) person.startReading();
      await delay(command.durationMs);
      report({ type: 'reading', people: people.map((person) => person.reading()) });
      break;
    case 'leave':
      clearTimeout(talking);
      await Promise.race([Promise.all(people.map((person) => person.close())), delay(3000)]);
      // An ordinary exit would wait for the native library's threads, for seconds.
      process.kill(process.pid, 'SIGKILL');
      break;
  }
}

process.on('message', (command: CrowdCommand) => {
  obey(command).catch((thrown: unknown) =>
    report({ type: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown) }),
  );
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
