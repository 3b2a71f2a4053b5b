// The arrows of docs/architecture.md: which package may import which. What is not listed is forbidden.
const MAY_IMPORT = {
  protocol: [],
  audio: ['protocol'],
  session: ['audio', 'protocol'],
  runtime: ['protocol'],
  models: ['audio', 'protocol', 'runtime'],
  engines: ['audio', 'models', 'protocol', 'runtime'],
  worker: ['audio', 'engines', 'models', 'protocol', 'runtime'],
  orchestrator: ['audio', 'models', 'protocol', 'runtime', 'session'],
  client: ['audio', 'protocol'],
  web: ['audio', 'client', 'protocol'],
  testkit: ['audio', 'protocol', 'runtime', 'session'],
  // The only package that starts both tiers.
  cli: ['audio', 'client', 'engines', 'models', 'orchestrator', 'protocol', 'runtime', 'testkit', 'worker'],
  bench: [
    'audio',
    'cli',
    'client',
    'engines',
    'models',
    'orchestrator',
    'protocol',
    'runtime',
    'session',
    'testkit',
    'worker',
  ],
};

/** Run in browsers, or must stay pure: nothing of Node. */
const WITHOUT_NODE = ['protocol', 'audio', 'session'];
const TESTS = '[.]test[.]tsx?$|[.]test-[a-z]+[.]ts$|/testing/|/test-[^/]*[.]ts$';

/** Real servers and fakes for tests may be used by any package's tests, the two tiers by those of no one but their own. */
const arrows = Object.entries(MAY_IMPORT).flatMap(([name, allowed]) => [
  {
    name: `${name}-imports-${allowed.join('-') || 'nothing'}`,
    comment: `packages/${name} may import: ${allowed.join(', ') || 'no other package'}.`,
    severity: 'error',
    from: { path: `^packages/${name}/src/`, pathNot: TESTS },
    to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
  },
  {
    name: `tests-of-${name}`,
    comment: `Tests in packages/${name} may import the same, and testkit.`,
    severity: 'error',
    from: { path: `^packages/${name}/src/.*(${TESTS})` },
    to: { path: '^packages/', pathNot: `^packages/(${[name, 'testkit', ...allowed].join('|')})/` },
  },
]);

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'no-node-in-portable-packages',
      comment: 'These packages run in browsers or are pure: no I/O.',
      severity: 'error',
      from: { path: `^packages/(${WITHOUT_NODE.join('|')})/src/`, pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'surfaces-stand-alone',
      comment: 'A surface is an adapter over sessions and workers; it holds no logic that another one needs.',
      severity: 'error',
      from: { path: '^packages/orchestrator/src/surfaces/([^/]+)/' },
      to: {
        path: '^packages/orchestrator/src/surfaces/([^/]+)/',
        pathNot: '^packages/orchestrator/src/surfaces/$1/',
      },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one idea, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'declared-dependencies',
      comment: 'What is imported is in the package.json of the package that imports it.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'What is imported is there.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      // Vite's own suffixes (`?worker&url`) are resolved by its build.
      to: { couldNotResolve: true, pathNot: '[?](worker&)?url$' },
    },
  ],
  options: {
    exclude: { path: '(^|/)dist/.*[.]test[.]|/gen/' },
    doNotFollow: { path: 'node_modules|/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.d.ts'],
    },
  },
};
