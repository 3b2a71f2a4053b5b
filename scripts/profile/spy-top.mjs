// Where a running Node process spends its time, second by second: node scripts/profile/spy-top.mjs PID
import { callTree } from './call-tree.mjs';
import { openInspector, pidArgument, sampleCpu } from './inspector-session.mjs';

const INTERVAL_MS = 1_000;
const ROWS = 20;
/** Time in which nothing was to do. */
const IDLE = new Set(['(idle)', '(program)', '(root)']);

const pid = pidArgument('spy-top PID');
let ended = false;
process.once('SIGINT', () => {
  ended = true;
});

const session = await openInspector(pid);
try {
  while (!ended) show(callTree(await sampleCpu(session, INTERVAL_MS)));
} finally {
  await session.close();
}

function show(tree) {
  const selfMs = new Map();
  const visit = (node) => {
    selfMs.set(node.name, (selfMs.get(node.name) ?? 0) + node.selfMs);
    node.children.forEach(visit);
  };
  visit(tree);
  const busy = [...selfMs].filter(([name, ms]) => !IDLE.has(name) && ms > 0).sort((a, b) => b[1] - a[1]);
  const busyMs = busy.reduce((sum, [, ms]) => sum + ms, 0);
  const percent = (ms) => `${((ms / tree.totalMs) * 100).toFixed(1).padStart(5)} %`;
  const clear = process.stdout.isTTY ? '\x1b[2J\x1b[H' : '';
  const rows = busy.slice(0, ROWS).map(([name, ms]) => `${percent(ms)}  ${name}`);
  console.log(`${clear}process ${pid}, main thread busy ${percent(busyMs).trim()}\n${rows.join('\n')}\n`);
}
