/** Who may import whom; docs/decisions and the README tell why. */
const rooms = [
  'config',
  'errors',
  'resilience',
  'validation',
  'telemetry',
  'database',
  'lifecycle',
  'api',
  'access',
  'audit',
  'idempotency',
  'http',
  'llm',
  'leads',
  'qualification',
  'research',
  'mcp',
  'runpod',
  'health',
  'openapi',
  'cli',
];
const others = (...allowed) => `^src/(${rooms.filter((room) => !allowed.includes(room)).join('|')})/`;
const room = (name, ...allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: '\\.controller\\.ts$' },
  to: { path: others(name, ...allowed) },
});

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, pathNot: '^src/main\\.ts$' }, to: {} },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'no-tests-in-sources', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|scripts)/' } },
    {
      name: 'rooms-know-no-root',
      severity: 'error',
      from: { path: `^src/(${rooms.filter((name) => name !== 'cli').join('|')})/` },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    room('config'),
    room('errors'),
    room('resilience'),
    room('validation', 'config', 'errors'),
    room('telemetry', 'config', 'errors'),
    room('database', 'config', 'errors', 'resilience'),
    room('lifecycle', 'config', 'errors', 'database'),
    {
      name: 'controllers-add-access-alone',
      severity: 'error',
      from: { path: '^src/(llm|leads|research|mcp|health)/.*\\.controller\\.ts$' },
      to: { path: '^src/(telemetry)/' },
    },
    {
      name: 'controllers-know-no-tables',
      comment: 'Inside a room: controller -> service -> repository -> entity.',
      severity: 'error',
      from: { path: '\\.(controller|tool)\\.ts$' },
      to: { path: '(\\.repository\\.ts$|^node_modules/(typeorm|pg)/)' },
    },
    {
      name: 'services-know-no-http',
      severity: 'error',
      from: { path: '\\.(service|repository)\\.ts$' },
      to: { path: '(\\.controller\\.ts$|^node_modules/fastify/)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
