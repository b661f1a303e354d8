import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CONFIG = resolve('.dependency-cruiser.cjs');
const RULES = namesOfRules();
const ROOMS = RULES.filter((name) => name.endsWith('-imports')).map((name) => name.replace('-imports', ''));

/** A project in which each rule of the import check is broken by the file named after it. */
const BREACHES: Record<string, string> = {
  ...Object.fromEntries(ROOMS.map((room) => [`src/${room}/room.ts`, `import '../cli/command.js';`])),
  'src/cli/command.ts': '',
  'src/cli/no-circles.ts': `import './no-circles.other.js';`,
  'src/cli/no-circles.other.ts': `import './no-circles.js';`,
  'src/cli/no-orphans.ts': '',
  'src/cli/only-declared-packages.ts': `import 'undeclared';`,
  'src/cli/no-tests-in-sources.ts': `import '../../test/double.js';`,
  'src/config/rooms-know-no-root.ts': `import '../app.module.js';`,
  'src/leads/controllers-decide-nothing.controller.ts': `import '../llm/other.service.js';`,
  'src/leads/controllers-know-no-tables.controller.ts': `import './leads.repository.js';`,
  'src/leads/services-know-no-http.service.ts': `import './controllers-know-no-tables.controller.js';`,
  'src/leads/leads.repository.ts': '',
  'src/llm/other.service.ts': '',
  'src/app.module.ts': '',
  'test/double.ts': '',
  'node_modules/undeclared/index.js': '',
  'node_modules/undeclared/package.json': '{ "name": "undeclared", "main": "index.js" }',
  'package.json': '{ "type": "module" }',
  'tsconfig.json': '{ "compilerOptions": { "module": "nodenext" } }',
};

/** Small source trees, each with one breach of a rule on structure, and what the check reports. */
const STRUCTURES: [problem: string, files: Record<string, string>, report: string][] = [
  [
    'folders that import each other',
    {
      'a/x/one.ts': `import '../y/two.js';`,
      'a/y/two.ts': '',
      'a/y/three.ts': `import '../x/four.js';`,
      'a/x/four.ts': '',
    },
    'Folders in a circle: a/x -> a/y -> a/x\n',
  ],
  [
    'an abstract class with one subclass',
    { 'port.ts': 'export abstract class Port {}', 'adapter.ts': 'class Adapter extends Port {}' },
    'port.ts: abstract class Port has fewer than two subclasses\n',
  ],
  [
    'a guard file without a guard',
    { 'open.guard.ts': 'export class Open {}' },
    'open.guard.ts: no class implements CanActivate\n',
  ],
  [
    'a service that throws an exception of HTTP',
    { 'leads.service.ts': 'class Leads { find() { throw new NotFoundException(); } }' },
    'leads.service.ts: throws NotFoundException\n',
  ],
];

/** What all rules on structure allow. */
const SOUND = {
  'a/x/one.ts': `import '../y/two.js';`,
  'a/y/two.ts': '',
  'a/y/list.controller.ts': `import '../x/one.js';`,
  'port.ts': 'export abstract class Port {}',
  'adapters.ts': 'class Adapter extends Port {} class Other extends Port {}',
  'key.guard.ts': 'export class KeyGuard implements CanActivate {}',
  'leads.service.ts': 'class Leads { find() { throw new LeadNotFoundError(); } }',
};

let folder: string;

function namesOfRules(): string[] {
  const script = `console.log(JSON.stringify(require(${JSON.stringify(CONFIG)}).forbidden.map(({ name }) => name)))`;
  return JSON.parse(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout) as string[];
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sales-agent-structure-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

describe('The check of imports', () => {
  it('reports a breach of each of its rules', async () => {
    await write(BREACHES);
    const cruiser = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [cruiser, 'src', '--config', CONFIG, '--output-type', 'json'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    const found = new Set(summary.violations.map(({ rule }) => rule.name));
    expect([...found].sort()).toEqual([...RULES].sort());
    for (const name of RULES.filter((rule) => !rule.endsWith('-imports'))) {
      const broken = summary.violations.filter(({ rule }) => rule.name === name).map(({ from }) => from);
      expect(broken.join()).toContain(`/${name}.`);
    }
  });
});

describe('The check of structure', () => {
  const check = () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/check-structure.js', folder], {
      encoding: 'utf8',
    });
    return { status, stderr };
  };

  it.each(STRUCTURES)('reports %s', async (_, files, report) => {
    await write(files);
    expect(check()).toEqual({ status: 1, stderr: report });
  });

  it('reports nothing about a sound tree', async () => {
    await write(SOUND);
    expect(check()).toEqual({ status: 0, stderr: '' });
  });
});
