import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { OperationsSettings } from '../../src/lifecycle/operations.settings.js';
import { loadSettings } from '../../src/app.settings.js';

interface Service {
  image?: string;
  build?: unknown;
  depends_on?: Record<string, { condition: string }>;
  environment?: string[] | Record<string, string | null>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  init?: boolean;
  stop_grace_period?: string;
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

interface Instruction {
  name: string;
  value: string;
}

/** How much longer than its settings say the end of the service may take. */
const OVERTIME_SECONDS = 9;
const CREDENTIAL = /PASSWORD|PASSWD|USER|KEY|SECRET|TOKEN/i;
const REQUIRED_OR_FAIL = /^\$\{\w+:\?[^}]+\}$/;

/** The file at this path from the root of the repository. */
function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The instructions of each stage; one that goes over several lines becomes one line. */
function stagesOf(dockerfile: string): Instruction[][] {
  const stages: Instruction[][] = [];
  for (const line of dockerfile
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')) {
    const [, name, value] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, value });
  }
  return stages;
}

function valuesOf(stage: Instruction[], name: string): string[] {
  return stage.filter((instruction) => instruction.name === name).map(({ value }) => value);
}

/** The variables a service is given; one that is passed on by its name has no value. */
function variablesOf({ environment = [] }: Service): [name: string, value: string | undefined][] {
  if (!Array.isArray(environment)) {
    return Object.entries(environment).map(([name, value]) => [name, value ?? undefined]);
  }
  return environment.map((variable) => {
    const [name, ...value] = variable.split('=');
    return [name!, value.length > 0 ? value.join('=') : undefined];
  });
}

describe('the Dockerfile', () => {
  const stages = stagesOf(read('docker/Dockerfile'));
  const last = stages.at(-1)!;

  it('builds in stages, every one on node:24-slim', () => {
    expect(stages.length).toBeGreaterThan(1);
    for (const stage of stages)
      expect(valuesOf(stage, 'FROM')).toEqual([expect.stringMatching(/^\$\{BASE_IMAGE\}( AS |$)/)]);
    expect(read('docker/Dockerfile')).toMatch(/^ARG BASE_IMAGE=node:24-slim$/m);
  });

  it('takes the dependencies of the last stage from an install without dev and optional ones', () => {
    const [, source] = /--from=(\S+) \S*node_modules/.exec(valuesOf(last, 'COPY').join('\n')) ?? [];
    const stage = stages.find((candidate) => valuesOf(candidate, 'FROM')[0]?.endsWith(` AS ${source}`));
    const installs = valuesOf(stage ?? [], 'RUN').filter((command) => /\bnpm (ci|install|i)\b/.test(command));
    expect(installs).toEqual([expect.stringMatching(/^npm ci (?=.*--omit=dev)(?=.*--omit=optional)/)]);
  });

  it('runs as a user who is not root', () => {
    const user = valuesOf(last, 'USER').at(-1);
    expect(user).toBeDefined();
    expect(user).not.toMatch(/^(root|0)(:|$)/);
  });

  it('has a HEALTHCHECK that requests /health', () => {
    expect(valuesOf(last, 'HEALTHCHECK')).toEqual([expect.stringMatching(/CMD .*\/health\b(?!\/)/)]);
  });

  it('starts node without a shell, which would keep SIGTERM to itself', () => {
    const [command, ...others] = valuesOf(last, 'CMD');
    expect(others).toEqual([]);
    expect(JSON.parse(command ?? '')).toEqual(['node', '--max-semi-space-size=8', 'dist/server/main.js', 'serve']);
    expect(valuesOf(last, 'ENTRYPOINT')).toEqual([]);
  });

  it('requires an API key, since it listens on every address', () => {
    const variables = valuesOf(last, 'ENV').flatMap((value) => value.split(/\s+/));
    expect(variables).toEqual(expect.arrayContaining(['HOST=0.0.0.0', 'REQUIRE_API_KEY=true']));
  });

  it('contains no credential', () => {
    const lines = stages.flatMap((stage) => [...valuesOf(stage, 'ENV'), ...valuesOf(stage, 'ARG')]);
    const variables = lines.flatMap((line) => line.split(/\s+/));
    expect(variables.filter((variable) => CREDENTIAL.test(variable) && !variable.endsWith('=true'))).toEqual([]);
  });
});

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

describe('the compose file', () => {
  const compose = parse(read('docker/compose.yaml')) as Compose;
  const { 'sales-agent': salesAgent, postgres } = compose.services;
  const everyVariable = Object.values(compose.services).flatMap(variablesOf);

  it('is the service, its migration and its database, in today’s format without a version', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['migration', 'postgres', 'sales-agent']);
    expect(compose).not.toHaveProperty('version');
  });

  it('starts the service once the database is healthy', () => {
    expect(postgres?.healthcheck?.test.join(' ')).toContain('pg_isready');
    expect(salesAgent?.depends_on?.postgres?.condition).toBe('service_healthy');
  });

  it('migrates before the service starts, by the entry point of the image', () => {
    const entry = JSON.parse(/^CMD (.*)$/m.exec(read('docker/Dockerfile'))![1]!) as string[];
    expect(compose.services.migration).toMatchObject({
      command: ['node', entry.at(-2), 'migrate', 'run'],
      build: salesAgent!.build,
    });
    expect(salesAgent?.depends_on?.migration?.condition).toBe('service_completed_successfully');
    expect(variablesOf(salesAgent!)).toContainEqual(['MIGRATE_ON_START', 'false']);
  });

  it.each(['sales-agent', 'migration'])(
    'runs %s without capabilities, on a file system that it cannot write',
    (name) => {
      expect(compose.services[name]).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    },
  );

  it('lets the service finish before it is killed', () => {
    const { shutdownDelaySeconds, shutdownTimeoutSeconds } = loadSettings({}).get(OperationsSettings);
    expect(salesAgent?.init).toBe(true);
    expect(parseInt(salesAgent?.stop_grace_period ?? '', 10)).toBeGreaterThan(
      shutdownDelaySeconds + shutdownTimeoutSeconds + OVERTIME_SECONDS,
    );
  });

  it('keeps the data in a named volume', () => {
    const [name, path] = postgres?.volumes?.[0]?.split(':') ?? [];
    expect(Object.keys(compose.volumes)).toContain(name);
    expect(path).toBe('/var/lib/postgresql');
  });

  it('sets credentials, so that the checks below have something to check', () => {
    const names = everyVariable.map(([name]) => name).filter((name) => CREDENTIAL.test(name));
    expect(names).toEqual(expect.arrayContaining(['POSTGRES_USER', 'POSTGRES_PASSWORD', 'PGUSER', 'PGPASSWORD']));
  });

  it.each(everyVariable.filter(([name]) => CREDENTIAL.test(name)))(
    'takes %s from outside, without a default',
    (_, value) => {
      if (value !== undefined) expect(value).toMatch(REQUIRED_OR_FAIL);
    },
  );

  it('writes no credential into a URL', () => {
    expect(everyVariable.filter(([, value]) => /:\/\/[^/]*@/.test(value ?? ''))).toEqual([]);
  });

  it('publishes ports on loopback only', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('names the version of every image', () => {
    for (const { image, build } of Object.values(compose.services)) {
      if (build === undefined) expect(image).toMatch(/:(?!latest\b)[\w.-]+$/);
    }
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
