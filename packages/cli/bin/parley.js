#!/usr/bin/env node
// The `parley` command. It is in plain JavaScript so that it is there before anything is built.
import { existsSync } from 'node:fs';

const built = new URL('../dist/index.js', import.meta.url);
if (!existsSync(built)) {
  console.error('parley is not built yet: run `npm run build` in the checkout');
  process.exit(1);
}
const { main } = await import(built.href);
process.exitCode = await main(process.argv.slice(2));
