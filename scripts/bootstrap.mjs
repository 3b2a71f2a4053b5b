// The way in behind `npm run demo` and `npm test`. Needs Node and npm alone, may be run any number of times, and
// does only what is still to be done.
//
//   node scripts/bootstrap.mjs demo [arguments of `parley demo`]
//   node scripts/bootstrap.mjs test [arguments of vitest]
//   node scripts/bootstrap.mjs build
import { buildAll } from './steps/build.mjs';
import { runDemo } from './steps/demo.mjs';
import { installDependencies } from './steps/install.mjs';
import { runTests } from './steps/tests.mjs';

const NODE_AT_LEAST = [20, 19];

const commands = { demo: runDemo, test: runTests, build: async () => 0 };

const [name = '', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  console.error(`usage: node scripts/bootstrap.mjs ${Object.keys(commands).join('|')} [arguments]`);
  process.exit(2);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NODE_AT_LEAST[0] || (major === NODE_AT_LEAST[0] && minor < NODE_AT_LEAST[1])) {
  console.error(
    `parley needs Node ${NODE_AT_LEAST.join('.')} or newer; this is ${process.versions.node} (https://nodejs.org)`,
  );
  process.exit(1);
}

try {
  await installDependencies();
  await buildAll();
  process.exitCode = await command(rest);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  if (name === 'test') console.log('0 passed, 1 failed'); // Whoever reads the last line alone must see it too.
  process.exitCode = 1;
}
