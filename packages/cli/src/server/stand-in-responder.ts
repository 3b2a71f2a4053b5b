import type { OrchestratorOptions } from '@parley/orchestrator';

/** Says back what it was told. */
export function createStandInResponder(): OrchestratorOptions['responder'] {
  return {
    respond(request, sink) {
      let cancelled = false;
      setImmediate(() => {
        if (cancelled) return;
        sink.onText(`You said: ${request.text}`);
        sink.onEnd();
      });
      return {
        cancel() {
          cancelled = true;
        },
      };
    },
  };
}
