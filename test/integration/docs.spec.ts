import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Operation {
  'x-required-scope'?: string;
  parameters?: { name: string; in: string }[];
}

const ROOT = new URL('../../', import.meta.url);
const ROW = /^\| `([A-Z]+ \/\S*)` +\| (?:`([\w:]+)`|(any) key|no key) +\| (yes)? +\|$/gm;
const LINK = /\]\((?!https?:)([^)#]+)?(?:#([^)]+))?\)/g;

/** Every page that people read, by its path. */
const pages = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`)),
);

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
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
  it('tells of every operation what openapi.json says it takes', () => {
    const { paths } = JSON.parse(read('openapi.json')) as { paths: Record<string, Record<string, Operation>> };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        operation: `${method.toUpperCase()} ${path}`,
        scope: operation['x-required-scope'],
        repeats: operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false,
      })),
    );
    const rows = [...read('docs/access.md').matchAll(ROW)].map(([, operation = '', scope, any, repeats]) => {
      return { operation, scope: scope ?? any, repeats: repeats !== undefined };
    });
    const byOperation = (a: { operation: string }, b: { operation: string }) => (a.operation < b.operation ? -1 : 1);
    expect(rows.sort(byOperation)).toEqual(operations.sort(byOperation));
  });
});

describe('the pages', () => {
  it.each(pages)('%s links to files and headings that are there', (path) => {
    const lost = [...read(path).matchAll(LINK)].filter(([, file, anchor]) => {
      const target = file === undefined ? new URL(path, ROOT) : new URL(file, new URL(path, ROOT));
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
    });
    expect(lost.map(([link]) => link)).toEqual([]);
  });
});
