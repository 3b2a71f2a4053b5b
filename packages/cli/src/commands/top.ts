import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { type CommandContext, print } from '../context.js';
import { redisUrl } from '../server/redis-url.js';
import { formatFleet } from '../top/format-fleet.js';
import { createFleetReader } from '../top/read-fleet.js';

interface TopOptions {
  readonly redis?: string;
  readonly host: readonly string[];
  readonly interval: string;
  readonly once?: true;
  readonly json?: true;
}

/** Puts the cursor at the top left and clears what follows (ECMA-48 CUP and ED), without a flash. */
const REDRAW = '\x1b[H\x1b[J';

/** `parley top`: workers, leases, sessions, models and latencies, live. */
export function addTopCommand(program: Command, context: CommandContext): void {
  program
    .command('top')
    .description('workers, leases, sessions, models and latencies, live; Ctrl-C ends it')
    .option('--redis <url>', 'where workers are registered (default: REDIS_URL, else redis://localhost:6379)')
    .option('--host <urls...>', 'orchestrators to ask', ['http://127.0.0.1:8080'])
    .option('--interval <seconds>', 'how often to look', '1')
    .option('--once', 'look once')
    .option('--json', 'as JSON, a line a look')
    .action((options: TopOptions) => top(context, options));
}

async function top(context: CommandContext, options: TopOptions): Promise<void> {
  const given = options.redis ?? context.env.REDIS_URL;
  const reader = createFleetReader({
    redisUrl:
      redisUrl({ url: given === undefined || given === '' ? 'redis://localhost:6379' : given, db: 0 }) ?? '',
    hosts: options.host,
    workerKeyPrefix: 'worker:',
  });
  const intervalMs = Math.max(0.2, Number(options.interval) || 1) * 1000;
  try {
    for (;;) {
      const reading = await reader.read();
      if (options.json === true) print(context, JSON.stringify(reading));
      else print(context, (options.once === true ? '' : REDRAW) + formatFleet(reading));
      if (options.once === true) return;
      await delay(intervalMs);
    }
  } finally {
    reader.close();
  }
}
