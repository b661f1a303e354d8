/**
 * Who may import whom: every room, and the rooms that it may import. The graph has no circle, so rooms depend on each other
 * one way; `npm run layers` checks it. Controllers have a rule of their own, since they use decorators of several rooms.
 */
const BASE = ['config', 'errors', 'resilience', 'ids'];
const WIRE = [...BASE, 'csv', 'validation', 'telemetry', 'database', 'lifecycle', 'http', 'api'];
const ROOMS = {
  config: [],
  csv: [],
  errors: [],
  ids: [],
  resilience: [],
  outbound: ['config'],
  validation: ['config', 'errors'],
  telemetry: ['config', 'errors', 'ids', 'resilience'],
  threads: ['config', 'resilience'],
  database: [...BASE, 'telemetry', 'lifecycle'],
  lifecycle: [...BASE, 'telemetry'],
  http: [...BASE, 'validation', 'telemetry', 'api'],
  api: [...BASE, 'validation', 'telemetry', 'database'],
  openapi: [...WIRE, 'access', 'audit', 'idempotency', 'llm'],
  access: WIRE,
  jobs: [...WIRE, 'access'],
  webhooks: [...WIRE, 'access', 'jobs'],
  audit: [...WIRE, 'access'],
  idempotency: [...WIRE, 'access'],
  llm: [...WIRE, 'outbound', 'access', 'threads', 'jobs', 'webhooks'],
  leads: [...WIRE, 'llm', 'jobs', 'webhooks'],
  qualification: [...WIRE, 'access', 'llm', 'leads', 'jobs', 'threads', 'webhooks'],
  research: [...WIRE, 'outbound', 'access', 'idempotency', 'llm', 'leads'],
  mcp: [...WIRE, 'access', 'audit', 'idempotency', 'llm', 'leads', 'qualification', 'research'],
  runpod: [...WIRE, 'outbound'],
  health: [...WIRE, 'access', 'llm', 'jobs'],
  metrics: [...WIRE, 'access', 'health', 'llm', 'jobs'],
  console: ['api', 'config', 'http'],
};
const CONTROLLER = '\\.controller\\.ts$';

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
      comment: 'Only commands start the application, so only they import it.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/cli/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    ...Object.entries(ROOMS).map(([room, allowed]) => ({
      name: `${room}-imports`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: CONTROLLER },
      to: { path: '^src/[^/]+/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
    })),
    {
      name: 'controllers-decide-nothing',
      comment:
        'A controller uses services of its own room. Of other rooms it knows decorators, pipes, errors and the types of values.',
      severity: 'error',
      from: { path: '^src/([^/]+)/.*\\.controller\\.ts$' },
      to: {
        path: '^src/[^/]+/',
        pathNot: [
          '^src/($1|api|errors|validation)/',
          '\\.(decorator|pipe|header|dto|errors)\\.ts$',
          '^src/(access/caller|database/workspace-id|config/version)\\.ts$',
        ],
      },
    },
    {
      name: 'controllers-know-no-tables',
      comment: 'Inside a room: controller or tool -> service -> repository -> entity.',
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
