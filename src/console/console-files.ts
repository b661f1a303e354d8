import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { packageRoot } from '../config/package-root.js';

/** A file of the built console, in every form that it is sent in. */
export interface ConsoleFile {
  /** Below `/console/`; the page itself is ''. */
  readonly path: string;
  readonly type: string;
  readonly etag: string;
  readonly body: Buffer;
  /** Compressed at the build, by content coding; the smallest first. */
  readonly compressed: readonly (readonly [coding: string, body: Buffer])[];
  /** Whether its name changes with its content, so that browsers may keep it for ever. */
  readonly isImmutable: boolean;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const CODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
const PAGE = 'index.html';

/** Where the build puts the console. */
export function consoleFolder(): string {
  return join(packageRoot(), 'dist', 'console');
}

/** The files of a built console, a few hundred KB in all; none where it is not built. */
export function readConsole(folder: string): ConsoleFile[] {
  const names = filesIn(folder);
  return names.filter((name) => extname(name) in TYPES).map((name) => readFile(folder, name, names));
}

function readFile(folder: string, name: string, names: readonly string[]): ConsoleFile {
  const body = readFileSync(join(folder, name));
  return {
    path: name === PAGE ? '' : name,
    type: TYPES[extname(name)] ?? '',
    etag: `"${hash('sha256', body, 'base64url')}"`,
    body,
    compressed: CODINGS.filter(([, suffix]) => names.includes(name + suffix)).map(
      ([coding, suffix]) => [coding, readFileSync(join(folder, name + suffix))] as const,
    ),
    isImmutable: name.startsWith('assets/'),
  };
}

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
