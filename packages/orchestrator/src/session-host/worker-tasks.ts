import type { ParleyError } from '@parley/protocol';
import type { Metrics } from '@parley/runtime';
import type { RecognitionPort, SynthesisPort } from '@parley/session';

/** The two ports to the workers, counting what is asked of them and what fails. */
export function countWorkerTasks(
  metrics: Metrics,
  ports: { synthesis: SynthesisPort; recognition: RecognitionPort },
): { synthesis: SynthesisPort; recognition: RecognitionPort } {
  const tasks = metrics.counter({
    name: 'parley_worker_tasks_total',
    help: 'Replies and utterances given to workers.',
    labels: ['kind'],
  });
  const errors = metrics.counter({
    name: 'parley_worker_errors_total',
    help: 'Replies and utterances that workers could not finish.',
    labels: ['kind', 'code'],
  });
  const failed = (kind: 'tts' | 'asr', error: ParleyError) => errors.inc({ kind, code: error.code });

  return {
    synthesis: {
      open(request, sink) {
        tasks.inc({ kind: 'tts' });
        return ports.synthesis.open(request, {
          onFrame: (frame) => sink.onFrame(frame),
          onEnd: () => sink.onEnd(),
          onWithdraw: (fromSamplePosition) => sink.onWithdraw(fromSamplePosition),
          onDelayed: (error) => sink.onDelayed(error),
          onError(error) {
            failed('tts', error);
            sink.onError(error);
          },
        });
      },
    },
    recognition: {
      open(request, sink) {
        tasks.inc({ kind: 'asr' });
        return ports.recognition.open(request, {
          onPartial: (transcript) => sink.onPartial(transcript),
          onFinal: (transcript) => sink.onFinal(transcript),
          onDelayed: (error) => sink.onDelayed(error),
          onError(error) {
            failed('asr', error);
            sink.onError(error);
          },
        });
      },
    },
  };
}
