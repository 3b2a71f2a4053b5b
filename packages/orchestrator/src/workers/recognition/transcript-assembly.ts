import type { TranscriptEvent__Output } from '@parley/protocol/grpc';
import type { Transcript } from '@parley/session';

/**
 * Turns the events of one call into transcripts of the whole utterance. A worker that cuts long speech by itself
 * sends a FINAL for each part; the parts before stay in front of what follows.
 */
export interface TranscriptAssembly {
  add(event: TranscriptEvent__Output): Transcript;
}

export function createTranscriptAssembly(): TranscriptAssembly {
  let settled = '';
  return {
    add(event) {
      const text = join(settled, event.text.trim());
      const isFinal = event.kind === 'FINAL';
      const stable = text.length - event.text.trim().length + event.stable_length;
      if (isFinal) settled = text;
      return {
        text,
        stableLength: isFinal ? text.length : Math.min(stable, text.length),
        confidence: Math.max(0, Math.min(1, event.confidence)),
        wordProbability: event.word_probability,
        language: event.language,
        sentenceEnd: event.sentence_end,
        flushed: event.flushed,
      };
    },
  };
}

function join(front: string, back: string): string {
  return front === '' || back === '' ? front + back : `${front} ${back}`;
}
