// Flame graph of a running Node process: node scripts/profile/spy-record.mjs PID [profile.svg] [seconds]
// A name that ends in .cpuprofile keeps what V8 recorded, for the DevTools of a browser.
import { writeFileSync } from 'node:fs';
import { callTree } from './call-tree.mjs';
import { flameGraph } from './flame-graph.mjs';
import { openInspector, pidArgument, sampleCpu } from './inspector-session.mjs';

const DEFAULT_SECONDS = 10;

const pid = pidArgument('spy-record PID [OUT.svg|OUT.cpuprofile] [SECONDS]');
const output = process.argv[3] ?? 'profile.svg';
const seconds = Number(process.argv[4] ?? DEFAULT_SECONDS);

console.error(`recording process ${pid} for ${seconds} s`);
const session = await openInspector(pid);
try {
  const profile = await sampleCpu(session, seconds * 1000);
  const isRaw = output.endsWith('.cpuprofile');
  writeFileSync(
    output,
    isRaw ? JSON.stringify(profile) : flameGraph(callTree(profile), `process ${pid}, ${seconds} s`),
  );
  console.error(`wrote ${output}`);
} finally {
  await session.close();
}
