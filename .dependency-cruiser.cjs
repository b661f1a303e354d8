/** Who may import whom; docs/decisions and the README tell why. */
const rooms = [
  'config',
  'errors',
  'http',
  'database',
  'llm',
  'leads',
  'research',
  'mcp',
  'runpod',
  'health',
  'access',
  'telemetry',
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
      from: { path: `^src/(${rooms.join('|')})/` },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    room('config'),
    room('errors'),
    room('database', 'config', 'errors'),
    room('http', 'config', 'errors', 'database'),
    room('llm', 'config', 'errors', 'database', 'http'),
    room('leads', 'config', 'errors', 'database', 'http', 'llm'),
    // The decorators of its two doors, and the scope that a lead takes.
    room('research', 'config', 'errors', 'database', 'http', 'llm', 'leads', 'access'),
    // A tool names its scope, as a route does.
    room('mcp', 'config', 'errors', 'database', 'http', 'llm', 'leads', 'research', 'access'),
    room('runpod', 'config', 'errors', 'http'),
    room('health', 'config', 'errors', 'database', 'http', 'llm'),
    room('access', 'config', 'errors', 'database', 'http'),
    room('telemetry', 'config', 'errors', 'database', 'http'),
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
