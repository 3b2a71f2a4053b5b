import { randomUUID } from 'node:crypto';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import type { AgentsApi, AgentsPackages } from './agents-api.js';
import { type SpokenWords, textAt } from './spoken-words.js';

/** As the tone that our side speaks with. */
const TONE_HZ = 440;
const CHARACTER_MS = 60;
const AMPLITUDE = 9000;
const FRAME_SAMPLES = SAMPLE_RATE_HZ / 50;
/** How often the recogniser looks whether it knows more. */
const LOOK_MS = 10;

/** A recogniser that knows its words when they are due, as the one of our side does. */
export function scriptedRecogniser({ stt }: AgentsApi, words: () => SpokenWords): object {
  const { INTERIM_TRANSCRIPT, FINAL_TRANSCRIPT } = stt.SpeechEventType;
  class Stream extends stt.SpeechStream {
    readonly label = 'scripted';

    async run(): Promise<void> {
      let said = '';
      let finished: SpokenWords | undefined;
      const timer = setInterval(() => {
        const current = words();
        const text = textAt(current, Date.now());
        if (text === said || finished === current) return;
        said = text;
        if (text === '') return;
        const final = text === current.words.join(' ');
        if (final) {
          finished = current;
          said = '';
        }
        this.queue.put({
          type: final ? FINAL_TRANSCRIPT : INTERIM_TRANSCRIPT,
          alternatives: [{ language: 'en', text, startTime: 0, endTime: 0, confidence: 0.9 }],
        });
      }, LOOK_MS);
      try {
        for await (const _ of this.input);
      } finally {
        clearInterval(timer);
      }
    }
  }
  class Recogniser extends stt.STT {
    readonly label = 'scripted';

    stream(): object {
      return new Stream(this);
    }
  }
  return new Recogniser({ streaming: true, interimResults: true });
}

/** A model that answers at once. */
export function scriptedAnswers({ llm }: AgentsApi, answer: string): object {
  class Stream extends llm.LLMStream {
    run(): Promise<void> {
      this.queue.put({ id: randomUUID(), delta: { role: 'assistant', content: answer } });
      return Promise.resolve();
    }
  }
  class Model extends llm.LLM {
    label(): string {
      return 'scripted';
    }

    chat(options: object): object {
      return new Stream(this, {
        connOptions: { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 10_000 },
        ...options,
      });
    }
  }
  return new Model();
}

/** A voice of one tone, which is there at once, as long as its text; `onBegin` learns of each reply that begins. */
export function toneVoice({ agents, rtc }: AgentsPackages, onBegin: () => void): object {
  const { tts } = agents;
  class Stream extends tts.SynthesizeStream {
    readonly label = 'tone';

    async run(): Promise<void> {
      const segmentId = randomUUID();
      let sample = 0;
      for await (const piece of this.input) {
        if (typeof piece !== 'string' || piece.trim() === '') continue;
        if (sample === 0) onBegin();
        const end = sample + (piece.length * CHARACTER_MS * SAMPLE_RATE_HZ) / 1000;
        for (; sample < end; sample += FRAME_SAMPLES) {
          const frame = new rtc.AudioFrame(tone(sample), SAMPLE_RATE_HZ, 1, FRAME_SAMPLES);
          this.queue.put({ requestId: segmentId, segmentId, frame, final: false });
        }
      }
      this.queue.put(tts.SynthesizeStream.END_OF_STREAM);
    }
  }
  class Voice extends tts.TTS {
    readonly label = 'tone';

    stream(): object {
      return new Stream(this);
    }
  }
  return new Voice(SAMPLE_RATE_HZ, 1, { streaming: true });
}

function tone(from: number): Int16Array {
  return Int16Array.from({ length: FRAME_SAMPLES }, (_, at) =>
    Math.round(AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * (from + at)) / SAMPLE_RATE_HZ)),
  );
}
