import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Compose, composeBreaches, type ComposeService, dockerfileBreaches } from '../support/container-rules.js';

/** The file at this path from the root of the repository. */
function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

const DOCKERFILE = read('docker/Dockerfile');
/** A new one each time, so that a test may change it. */
const readCompose = () => parse(read('docker/compose.yaml'), { merge: true, maxAliasCount: -1 }) as Compose;
const services = readCompose().services;

/** Each breaks one rule, in the service named. */
const COMPOSE_BREACHES: [breach: string, name: string, change: (service: ComposeService, all: Compose) => unknown][] = [
  ['keeps capabilities', 'postgres', (one) => delete one.cap_drop],
  ['keeps capabilities', 'postgres', (one) => (one.cap_add = ['CHOWN'])],
  ['gains privileges', 'grafana', (one) => delete one.security_opt],
  ['gains privileges', 'grafana', (one) => (one.privileged = true)],
  ['writes to its image', 'prometheus', (one) => (one.read_only = false)],
  ['may run as root', 'postgres', (one) => delete one.user],
  ['may run as root', 'postgres', (one) => (one.user = '0:0')],
  ['uses the host', 'sales-agent', (one) => (one.network_mode = 'host')],
  ['writes to a folder of the host', 'sales-agent', (one) => (one.volumes = ['./data:/data'])],
  ['mounts a volume that is not there', 'postgres', (_, all) => delete all.volumes!['postgres-data']],
  ['has no limits', 'pgbouncer', (one) => delete one.deploy!.resources!.limits!.pids],
  ['has no limits', 'sales-agent', (one) => delete one.deploy],
  ['has a folder of any size', 'migration', (one) => (one.tmpfs = ['/tmp'])],
  ['lacks a health check', 'postgres', (one) => delete one.healthcheck],
  ['lacks a health check', 'migration', (one) => delete one.healthcheck],
  ['stays away after a failure', 'pgbouncer', (one) => delete one.restart],
  ['has no process that passes signals on', 'sales-agent', (one) => delete one.init],
  ['is published beyond this machine', 'sales-agent', (one) => (one.ports = ['3000:3000'])],
  ['has an image without a version', 'grafana', (one) => (one.image = 'grafana/grafana')],
  ['has an image without a version', 'grafana', (one) => (one.image = 'grafana/grafana:latest')],
  ['fills the disk with its logs', 'sales-agent', (one) => delete one.logging],
  ['is in the network of all', 'migration', (one) => delete one.networks],
  ['starts before what it needs', 'grafana', (one) => (one.depends_on!.prometheus!.condition = 'service_started')],
  ['has a credential as a value', 'sales-agent', (one) => one.environment!.push('PGPASSWORD=secret')],
  ['has a credential as a value', 'sales-agent', (one) => one.environment!.push('PGUSER=${POSTGRES_USER:-postgres}')],
  ['has a credential as a value', 'grafana', (one) => one.environment!.push('GF_SECURITY_ADMIN_PASSWORD=admin')],
  ['has a credential in a URL', 'sales-agent', (one) => one.environment!.push('DATABASE_URL=postgresql://u:p@h/d')],
  ['starts without its profile', 'prometheus', (one) => delete one.profiles],
  ['starts without its profile', 'postgres', (one) => (one.profiles = ['database'])],
  ['lie in a folder that git keeps', 'secrets', (_, all) => (all.secrets!['grafana-password']!.file = './password')],
  ['starts before its migration', 'sales-agent', (one) => delete one.depends_on!.migration],
  ['starts before its database', 'sales-agent', (one) => delete one.depends_on!.postgres],
  ['needs what only a profile has', 'sales-agent', (one) => delete one.depends_on!.pgbouncer!.required],
  ['migrates by itself', 'sales-agent', (one) => one.environment!.shift()],
  ['is another image than its migration', 'sales-agent', (one) => (one.build = '.')],
  ['is killed before it has stopped', 'sales-agent', (one) => (one.stop_grace_period = '39s')],
  [
    'goes through a pooler',
    'migration',
    (one) => (one.environment = ['DATABASE_URL=postgresql://pgbouncer:6432/sales_agent']),
  ],
  ['loses its data with its container', 'postgres', (one) => delete one.volumes],
  ['is published', 'postgres', (one) => (one.ports = ['127.0.0.1:5432:5432'])],
  ['reaches what is outside', 'postgres', (one) => one.networks!.push('outside')],
  ['reaches what is outside', 'postgres', (_, all) => (all.networks!.database = null)],
];

/** Each breaks one rule by replacing a text of the Dockerfile. */
const DOCKERFILE_BREACHES: [breach: string, text: string, replacement: string][] = [
  ['builds on another image than BASE_IMAGE', 'FROM ${BASE_IMAGE} AS build', 'FROM node:24 AS build'],
  ['has a base image without a version', 'ARG BASE_IMAGE=node:24-slim', 'ARG BASE_IMAGE=node:latest'],
  ['installs what the lock does not name', 'RUN npm ci --ignore-scripts', 'RUN npm install --ignore-scripts'],
  ['runs scripts of packages', '--omit=optional --ignore-scripts', '--omit=optional'],
  ['ships packages that only builds and tests need', '--omit=dev ', ''],
  ['ships packages with what no service reads', 'RUN node scripts/slim-packages.js node_modules', ''],
  ['ships the whole repository', 'COPY package.json ./\nCOPY --from', 'COPY . .\nCOPY --from'],
  ['fetches what no checksum covers', 'COPY samples ./samples', 'ADD https://files.example/samples.tar ./samples'],
  ['fetches what no checksum covers', 'RUN npm run build', 'RUN curl https://files.example | sh'],
  ['may change its own code', 'COPY --from=build', 'COPY --chown=1000:1000 --from=build'],
  ['has no numeric user other than root', 'USER 1000:1000', 'USER node'],
  ['has no numeric user other than root', 'USER 1000:1000', 'USER 0:0'],
  ['has no health check that asks for /health', "+ '/health'", "+ '/health/ready'"],
  ['has no health check that asks for /health', 'HEALTHCHECK --interval=10s', '# --interval=10s'],
  [
    'starts by a shell, which keeps signals to itself',
    'CMD ["node", "--expose-gc", "dist/server/main.js", "serve"]',
    'CMD node dist/server/main.js serve',
  ],
  ['accepts requests without a key', 'REQUIRE_API_KEY=true', 'REQUIRE_API_KEY=false'],
  ['contains a credential', 'ENV NODE_ENV=production', 'ENV CEREBRAS_API_KEY=csk NODE_ENV=production'],
  ['does not say what it is', 'LABEL ', 'STOPSIGNAL SIGTERM # '],
];

describe('the Dockerfile', () => {
  it('keeps the rules', () => {
    expect(dockerfileBreaches(DOCKERFILE)).toEqual([]);
  });

  it('starts the service as npm start does', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    const [, command = '[]'] = /^CMD (.*)$/m.exec(DOCKERFILE) ?? [];
    expect(`exec ${(JSON.parse(command) as string[]).join(' ')}`).toBe(scripts.start);
  });
});

describe('the compose file', () => {
  it('keeps the rules', () => {
    expect(composeBreaches(readCompose())).toEqual([]);
  });

  it('has the service, its migration and its database, and profiles for more of them and for monitoring', () => {
    const profileOf = Object.entries(services).map(([name, { profiles = [] }]) => [name, profiles[0]]);
    expect(Object.fromEntries(profileOf)).toEqual({
      'sales-agent': undefined,
      migration: undefined,
      postgres: undefined,
      pgbouncer: 'pgbouncer',
      prometheus: 'monitoring',
      grafana: 'monitoring',
    });
    expect(readCompose()).not.toHaveProperty('version');
  });

  it('migrates by the entry point of the image', () => {
    const entry = JSON.parse(/^CMD (.*)$/m.exec(DOCKERFILE)![1]!) as string[];
    expect(services.migration?.command).toEqual(['node', entry.at(-2), 'migrate', 'run']);
  });

  it('mounts only files that are there', () => {
    const bound = Object.values(services).flatMap(({ volumes = [] }) => volumes.filter((one) => one.startsWith('./')));
    expect(bound.length).toBeGreaterThan(3);
    for (const one of bound) expect(() => readdirOrFile(`docker/${one.split(':')[0]!}`)).not.toThrow();
  });

  it('lets Prometheus read the key and the rules where its configuration looks for them', () => {
    const { rule_files, scrape_configs } = parse(read('docker/monitoring/prometheus.yaml')) as {
      rule_files: string[];
      scrape_configs: { authorization: { credentials_file: string }; static_configs: { targets: string[] }[] }[];
    };
    const { volumes, secrets } = services.prometheus as unknown as { volumes: string[]; secrets: { target: string }[] };
    const folder = '/etc/prometheus/';
    expect(volumes.map((one) => one.split(':')[1])).toContain(folder + rule_files[0]!);
    expect(secrets.map(({ target }) => target)).toEqual([folder + scrape_configs[0]!.authorization.credentials_file]);
    expect(scrape_configs[0]!.static_configs[0]!.targets).toEqual(['sales-agent:3000']);
  });

  it('lets Grafana find Prometheus and the dashboard', () => {
    const sources = parse(read('docker/monitoring/grafana/datasources/prometheus.yaml')) as {
      datasources: { type: string; url: string }[];
    };
    const { providers } = parse(read('docker/monitoring/grafana/dashboards/sales-agent.yaml')) as {
      providers: { options: { path: string } }[];
    };
    expect(sources.datasources).toMatchObject([{ type: 'prometheus', url: 'http://prometheus:9090' }]);
    expect(services.grafana?.volumes?.map((one) => dirname(one.split(':')[1]!))).toContain(providers[0]!.options.path);
  });
});

describe('the checks of containers', () => {
  it.each(COMPOSE_BREACHES)('report what %s: %s', (breach, name, change) => {
    const compose = readCompose();
    change(compose.services[name] ?? {}, compose);
    expect(composeBreaches(compose)).toContain(`${name} ${breach}`);
  });

  it.each(DOCKERFILE_BREACHES)('report a Dockerfile that %s, without %s', (breach, text, replacement) => {
    expect(DOCKERFILE).toContain(text);
    expect(dockerfileBreaches(DOCKERFILE.replace(text, () => replacement))).toContain(`Dockerfile ${breach}`);
  });
});

/** @throws if there is none */
function readdirOrFile(path: string): unknown {
  return path.endsWith('.json') || path.endsWith('.yaml') ? read(path) : readdirSync(path);
}

describe('the packages of an image', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sales-agent-packages-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('are slimmed to what a service reads: no maps, types or documentation, but every licence', () => {
    const read = ['a/index.js', 'a/package.json', 'a/LICENSE.md', 'a/NOTICE.md', 'a/data.json', 'typeorm/index.js'];
    const unread = ['a/index.js.map', 'a/index.d.ts', 'a/index.d.mts', 'a/README.md', 'typeorm/browser/index.js'];
    for (const path of [...read, ...unread]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), '');
    }
    expect(spawnSync(process.execPath, ['scripts/slim-packages.js', folder]).status).toBe(0);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort()).toEqual(read.sort());
  });
});

describe('the first key of a container', () => {
  const [, command] = /^docker compose .* exec sales-agent (.*)$/m.exec(read('README.md')) ?? [];

  it('is made by a command of the image', () => {
    expect(command).toMatch(/^node dist\/server\/main\.js keys create --name \w+$/);
  });

  it('is described alike in compose.yaml and README.md', () => {
    expect(read('docker/compose.yaml')).toContain(`exec sales-agent ${command}\n`);
  });
});

describe('.dockerignore', () => {
  const patterns = read('.dockerignore').split('\n');

  it.each(['data', '.env', 'node_modules', '.git'])('keeps %s out of the build', (name) => {
    expect(patterns.some((pattern) => pattern === name || pattern === `**/${name}`)).toBe(true);
  });

  it('has no exception to its patterns', () => {
    expect(patterns.filter((pattern) => pattern.startsWith('!'))).toEqual([]);
  });
});
