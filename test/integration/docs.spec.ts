import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Commands } from '../../src/cli/commands.js';
import { createProgram } from '../../src/cli/program.js';
import { operationsOf, readApiDocument } from '../support/api-document.js';
import { codeMapProblems, layerProblems, missingPaths, storyLengths } from '../support/page-checks.js';

const ROOT = new URL('../../', import.meta.url);
const ROW = /^\| `([A-Z]+ \/\S*)` +\| (?:`([\w:]+)`|(any) key|no key) +\| (yes)? +\|$/gm;
const LINK = /\]\((?!https?:)([^)#]+)?(?:#([^)]+))?\)/g;
const ROOM_IMPORT = /from '(?:\.\.\/)+(\w+)\//g;
const SCRIPT = /npm run (?:--silent )?([\w:-]+)/g;

/** Every page that people read, by its path. */
const pages = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`)),
);
/** Those that describe the present; decisions and the changelog keep what was true at their time. */
const currentPages = pages.filter((path) => !path.startsWith('docs/decisions/') && path !== 'CHANGELOG.md');

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

function exists(path: string): boolean {
  return existsSync(new URL(path, ROOT));
}

/** What stands behind the # of a link to each heading. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
}

describe('docs/access.md', () => {
  it('lists the scope of every operation, and whether it takes an Idempotency-Key, as openapi.json does', () => {
    const operations = operationsOf(readApiDocument()).map(({ method, path, scope, parameters }) => ({
      operation: `${method.toUpperCase()} ${path}`,
      scope,
      repeats: parameters.some(({ name }) => name === 'Idempotency-Key'),
    }));
    const rows = [...read('docs/access.md').matchAll(ROW)].map(([, operation = '', scope, any, repeats]) => {
      return { operation, scope: scope ?? any, repeats: repeats !== undefined };
    });
    const byOperation = (a: { operation: string }, b: { operation: string }) => (a.operation < b.operation ? -1 : 1);
    expect(rows.sort(byOperation)).toEqual(operations.sort(byOperation));
  });
});

describe('docs/security.md', () => {
  it('names only settings that docs/configuration.md describes', () => {
    const named = [...read('docs/security.md').matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !read('docs/configuration.md').includes(`\`${name}\``))).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  it('lists every command of sales-agent', () => {
    const names = createProgram({} as Commands).commands.map((command) => command.name());
    const [section = ''] = /^## Commands$[^]*?^## /m.exec(read('docs/operations.md')) ?? [];
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('docs/development.md', () => {
  it('lists every script that runs tests or a benchmark', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const names = Object.keys(scripts).filter((name) => /^(test|bench):/.test(name));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !read('docs/development.md').includes(`\`npm run ${name}\``))).toEqual([]);
  });
});

describe('the pages', () => {
  it.each(pages)('%s links only to files and headings that exist', (path) => {
    const broken = [...read(path).matchAll(LINK)].filter(([, file, anchor]) => {
      const target = file === undefined ? new URL(path, ROOT) : new URL(file, new URL(path, ROOT));
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it.each(currentPages)('%s names only files and folders that exist', (path) => {
    expect(missingPaths(read(path), exists)).toEqual([]);
  });

  it.each(currentPages)('%s names only npm scripts that package.json has', (path) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(path).matchAll(SCRIPT)].map(([, script = '']) => script);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('all of docs/ is in its index', () => {
    const linked = [...read('docs/README.md').matchAll(LINK)].map(([, file]) => `docs/${file}`);
    const expected = pages.filter((path) => path.startsWith('docs/') && path !== 'docs/README.md');
    expect(expected.filter((path) => !linked.includes(path))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const entries = readdirSync(new URL('src', ROOT), { recursive: true, withFileTypes: true });
  const pathOf = ({ parentPath, name }: (typeof entries)[number]) =>
    `${parentPath}/${name}`.slice(new URL('.', ROOT).pathname.length);
  const folders = entries.filter((entry) => entry.isDirectory()).map(pathOf);
  const rooms = folders.filter((folder) => folder.split('/').length === 2).map((folder) => folder.slice('src/'.length));

  it('has every folder of src in its code map, and no other', () => {
    expect(folders.length).toBeGreaterThan(20);
    expect(codeMapProblems(read('docs/architecture.md'), folders)).toEqual([]);
  });

  it('follows what is done for a caller through few files', () => {
    expect(storyLengths(read('docs/architecture.md'))).toEqual({
      'A lead, from request body to row to response body': 7,
      'A scoring prompt, to its ledger row': 11,
      'An API key, to the workspace in SQL': 8,
      'An error, to its response': 5,
      'An MCP call, to its answer': 10,
    });
  });

  it('has the layers that the imports between rooms keep to', () => {
    const sources = entries
      .filter(({ name }) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .map(pathOf)
      .filter((path) => path.split('/').length > 2);
    const imports = sources.flatMap((path) => {
      const from = path.split('/')[1]!;
      const targets = [...read(path).matchAll(ROOM_IMPORT)].map(([, to = '']) => to);
      return targets.filter((to) => to !== from && rooms.includes(to)).map((to) => [from, to] as const);
    });
    expect(imports.length).toBeGreaterThan(50);
    expect(layerProblems(read('docs/architecture.md'), imports)).toEqual([]);
  });
});

describe('the checks of pages', () => {
  const page = '# Page\n\n## Code map\n\n| `src/a/` | ... |\n| `src/a/b/` | ... |\n\n## Next\n\n| `src/z/` | ... |\n';

  it.each([
    ['a folder that the map lacks', ['src/a', 'src/a/b', 'src/c'], ['src/c is missing']],
    ['a folder that is gone', ['src/a'], ['src/a/b does not exist']],
    ['no breach', ['src/a', 'src/a/b'], []],
  ])('the code map: %s is found', (_, folders, problems) => {
    expect(codeMapProblems(page, folders)).toEqual(problems);
  });

  it('a folder that the code map names twice is found', () => {
    expect(codeMapProblems('## Code map\n| `src/a/` | |\n| `src/a/` | |\n', ['src/a'])).toEqual([
      'src/a is named twice',
    ]);
  });

  it('an import that goes up or stays in its layer is found, and a room without a layer', () => {
    const layers = '## Layers\n\n| 1 | `a`, `b` |\n| 2 | `c` |\n';
    expect(layerProblems(layers, [['c', 'a']])).toEqual([]);
    const breaches = [
      ['a', 'c'],
      ['a', 'b'],
      ['c', 'd'],
    ] as const;
    expect(layerProblems(layers, breaches)).toEqual(['a imports c', 'a imports b', 'd has no layer']);
  });

  it('a path that does not exist is found, and names in other places are not taken for one', () => {
    const text = 'See `src/here.ts`, `src/gone.ts`, `npm run x` and [src/linked.ts](x).';
    expect(missingPaths(text, (path) => path === 'src/here.ts')).toEqual(['src/gone.ts']);
  });
});
