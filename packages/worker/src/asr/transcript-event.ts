import type { AsrHypothesis } from '@parley/engines';
import type { TranscriptEvent } from '@parley/protocol/grpc';
import type { Utterance } from './utterance.js';

/** What a recogniser says about nothing. */
export const NO_WORDS: AsrHypothesis = {
  text: '',
  stableLength: 0,
  confidence: 0,
  language: '',
  words: [],
  decodedMs: 0,
};

/** A hypothesis as it goes onto the wire: times on the clock of the call. */
export function transcriptEvent(
  sessionId: string,
  utterance: Utterance,
  hypothesis: AsrHypothesis,
  kind: { readonly final: boolean; readonly flushed: boolean },
): TranscriptEvent {
  const { startMs } = utterance;
  const { words } = hypothesis;
  const endOfAudioMs = startMs + utterance.heardMs;
  return {
    session_id: sessionId,
    kind: kind.final ? 'FINAL' : 'PARTIAL',
    text: hypothesis.text,
    confidence: hypothesis.confidence,
    word_probability: hypothesis.wordProbability ?? 0,
    language: hypothesis.language,
    start_ms: Math.round(startMs + (words[0]?.startMs ?? 0)),
    end_ms: Math.round(words.length === 0 ? endOfAudioMs : startMs + (words.at(-1)?.endMs ?? 0)),
    utterance: utterance.number,
    stable_length: kind.final ? hypothesis.text.length : hypothesis.stableLength,
    words: words.map((word) => ({
      text: word.text,
      start_ms: Math.round(startMs + word.startMs),
      end_ms: Math.round(startMs + word.endMs),
      confidence: word.confidence,
    })),
    flushed: kind.flushed,
    decoded_ms: Math.round(hypothesis.decodedMs),
    ...(hypothesis.sentenceEnd !== undefined && { sentence_end: hypothesis.sentenceEnd }),
  };
}
