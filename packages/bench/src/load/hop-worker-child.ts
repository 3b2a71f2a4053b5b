// A TTS worker that remembers when it wrote each frame. Forked by the bench `hop`.
import { modelsDirectory } from '@parley/models';
import { collectGarbageAsWorker } from '@parley/runtime';
import { startWorker } from '@parley/worker';
import { createFrameTimes } from './frame-times.js';

// As the processes of workers do.
collectGarbageAsWorker();
const written = createFrameTimes();
process.on('disconnect', () => process.exit(0));

const worker = await startWorker({
  kind: 'tts',
  defaultModelId: 'tone-440',
  modelsDirectory: modelsDirectory(process.env),
  maxConcurrentSessions: 1000,
  onFrame: (sessionId, sequence) => written.mark(sessionId, sequence),
});
// Told at the end, at once: messages meanwhile would be load of their own.
process.on('message', () => process.send?.({ written: written.all() }));
process.send?.({ entry: worker.entry });
