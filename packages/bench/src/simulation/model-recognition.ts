import type { AsrModel } from '@parley/engines';
import { ParleyError } from '@parley/protocol';
import type { RecognitionPort, RecognitionSink, RecognitionStream, Transcript } from '@parley/session';
import type { FakeClock } from '@parley/session/testing';

/** As the worker schedules them. */
const FIRST_PARTIAL_SAMPLES = 8000;
const PARTIAL_EVERY_SAMPLES = 6400;
/** There and back over the wire, beside the decoding itself. */
const WIRE_MS = 5;

/**
 * A real recogniser under a clock that stands still while it decodes, and then moves by the processor time that took:
 * what else the machine does changes nothing.
 */
export class ModelRecognition implements RecognitionPort {
  readonly #model: AsrModel;
  readonly #clock: FakeClock;
  #work: Promise<void> = Promise.resolve();

  constructor(model: AsrModel, clock: FakeClock) {
    this.#model = model;
    this.#clock = clock;
  }

  /** Resolves when nothing is being decoded. */
  idle(): Promise<void> {
    return this.#work;
  }

  open(_request: unknown, sink: RecognitionSink): RecognitionStream {
    const utterance = this.#model.openUtterance({ language: 'en' });
    let samples = 0;
    let nextPartial = FIRST_PARTIAL_SAMPLES;
    let over = false;
    const decode = (final: boolean, flushed: boolean): void => {
      this.#work = this.#work
        .then(async () => {
          if (over && !final) return;
          const before = process.cpuUsage();
          const transcript: Transcript = { ...(await utterance.recognise(final)), flushed };
          const { user, system } = process.cpuUsage(before);
          this.#clock.setTimer((user + system) / 1000 + WIRE_MS, () => {
            if (final) sink.onFinal(transcript);
            else if (!over) sink.onPartial(transcript);
          });
        })
        .catch((error: unknown) => sink.onError(ParleyError.from(error, 'ASR_FAILED')));
    };
    return {
      write: (audio) => {
        utterance.push(audio);
        samples += audio.length;
        if (samples < nextPartial) return;
        nextPartial = samples + PARTIAL_EVERY_SAMPLES;
        decode(false, false);
      },
      flush: () => decode(false, true),
      finish: () => {
        over = true;
        decode(true, true);
      },
      cancel: () => {
        over = true;
      },
    };
  }
}
