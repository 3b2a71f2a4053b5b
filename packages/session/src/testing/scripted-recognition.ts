import type { Clock } from '../clock.js';
import type {
  RecognitionPort,
  RecognitionRequest,
  RecognitionSink,
  RecognitionStream,
  Transcript,
} from '../ports.js';

/** A recogniser that hears what the test says is being said. */
export class ScriptedRecognition implements RecognitionPort {
  readonly #clock: Clock;
  /** What the person has said of the present utterance. */
  saying = '';
  /** From a flush or the end to the words. Infinity: they never come. */
  delayMs = 40;
  confidence = 0.9;
  wordProbability = 0;
  openStreams = 0;
  /** Seconds of audio given to each utterance. */
  readonly heardSamples: number[] = [];
  #sinks: RecognitionSink[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(_request: RecognitionRequest, sink: RecognitionSink): RecognitionStream {
    this.openStreams += 1;
    this.heardSamples.push(0);
    const index = this.heardSamples.length - 1;
    this.#sinks.push(sink);
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      this.openStreams -= 1;
      this.#sinks = this.#sinks.filter((other) => other !== sink);
    };
    return {
      write: (samples) => {
        this.heardSamples[index] = (this.heardSamples[index] ?? 0) + samples.length;
      },
      flush: () => {
        this.#later(() => {
          if (!over) sink.onPartial(this.#transcript(true));
        });
      },
      finish: () => {
        this.#later(() => {
          if (over) return;
          const transcript = this.#transcript(true);
          this.saying = '';
          end();
          sink.onFinal(transcript);
        });
      },
      cancel: end,
    };
  }

  /** A partial comes by itself, as when the person speaks on. */
  partial(text: string): void {
    this.saying = text;
    for (const sink of [...this.#sinks]) sink.onPartial(this.#transcript(false));
  }

  #transcript(flushed: boolean): Transcript {
    const text = this.saying;
    const { confidence, wordProbability } = this;
    return { text, stableLength: text.length, confidence, wordProbability, language: 'en', flushed };
  }

  #later(task: () => void): void {
    if (Number.isFinite(this.delayMs)) this.#clock.setTimer(this.delayMs, task);
  }
}
