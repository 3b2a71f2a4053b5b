import { setTimeout as delay } from 'node:timers/promises';
import type { CallerVoice } from './caller-voice.js';
import { type AskedTurn, openMeasuredCall } from './measured-call.js';
import type { ConversationResult, InterruptionResult } from './results.js';
import type { Scene } from './script.js';

const PAUSE_BETWEEN_TURNS_MS = 700;

/** Holds the scripted conversation as a caller with a headset, and measures it there. */
export async function holdConversation(
  url: string,
  voice: CallerVoice,
  script: readonly Scene[],
  show: (line: string) => void,
): Promise<ConversationResult> {
  const call = await openMeasuredCall(url, show);
  const turns: AskedTurn[] = [];
  const interruptions: InterruptionResult[] = [];
  try {
    for (const scene of script) {
      await delay(PAUSE_BETWEEN_TURNS_MS);
      const turn = await call.ask(scene.line, await voice.say(scene.line));
      turns.push(turn);
      if (turn.generation === undefined) continue;
      if (scene.kind === 'interruption') {
        await delay(scene.afterMs);
        const next = await call.ask(scene.over, await voice.say(scene.over));
        interruptions.push(call.judge('turn', turn.generation, next.spokenFromMs));
        turns.push(next);
        await call.replyEnds(next.generation);
      } else if (scene.kind === 'noise') {
        await delay(scene.afterMs);
        const clip = scene.sound === 'cough' ? voice.cough() : await voice.iSee();
        const fromMs = await call.sound(scene.sound, clip);
        await call.replyEnds(turn.generation);
        interruptions.push(call.judge('false', turn.generation, fromMs));
      } else {
        await call.replyEnds(turn.generation);
      }
    }
    await delay(500);
  } finally {
    await call.close();
  }
  return {
    // Replies as they were heard in the end.
    turns: turns.map(({ result, generation }) => ({ ...result, reply: call.replyOf(generation) })),
    interruptions,
    ...call.recording(),
  };
}
