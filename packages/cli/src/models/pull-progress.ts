import type { PullProgress } from '@parley/models';
import type { CommandContext } from '../context.js';
import { formatBytes } from './format-bytes.js';

const BAR_CELLS = 24;
const PHASES = { fetch: 'fetching', unpack: 'unpacking', verify: 'verifying' } as const;

/** Shows how pulls go on: one line redrawn on a terminal, one line a download elsewhere. */
export function createPullProgress(context: CommandContext): {
  show(progress: PullProgress): void;
  end(): void;
} {
  const { stderr } = context;
  const onTerminal = stderr.isTTY === true;
  let shown = '';
  let lastPhase = '';

  return {
    show(progress) {
      const { modelId, phase, item } = progress;
      if (!onTerminal) {
        const current = `${modelId} ${phase} ${item}`;
        if (current === lastPhase || (phase !== 'fetch' && phase !== 'done')) return;
        lastPhase = current;
        const size = progress.totalBytes === undefined ? '' : ` (${formatBytes(progress.totalBytes)})`;
        stderr.write(phase === 'done' ? `${modelId}: ready\n` : `${modelId}: fetching ${item}${size}\n`);
        return;
      }
      const line =
        phase === 'done' ? `${modelId}: ready` : `${modelId}: ${PHASES[phase]} ${item} ${barOf(progress)}`;
      stderr.write(`\r${line.slice(0, 110).padEnd(shown.length)}${phase === 'done' ? '\n' : ''}`);
      shown = phase === 'done' ? '' : line.slice(0, 110);
    },
    end() {
      if (shown !== '') stderr.write('\n');
      shown = '';
    },
  };
}

function barOf({ receivedBytes, totalBytes }: PullProgress): string {
  if (totalBytes === undefined || totalBytes === 0) return formatBytes(receivedBytes);
  const share = Math.min(1, receivedBytes / totalBytes);
  const filled = Math.round(share * BAR_CELLS);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}`;
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} % of ${formatBytes(totalBytes)}`;
}
