import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const INSTALL_TIMEOUT_MS = 180_000;

export interface ForeignPackage {
  /** The file at `path` in the package. */
  file(path: string): string;
  remove(): Promise<void>;
}

/**
 * Fetches `name` at `version` from the registry into a folder of its own; it tests us, and is no dependency of ours.
 * @throws Error where it cannot be fetched, as without a registry
 */
export async function fetchPackage(name: string, version: string): Promise<ForeignPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'sales-agent-conformance-'));
  const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const install = ['install', ...flags, '--prefix', folder, `${name}@${version}`];
  const { status, stderr } = spawnSync('npm', install, { encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS });
  if (status !== 0) throw new Error(`${name} cannot be fetched: ${stderr}`);
  return {
    file: (path) => join(folder, 'node_modules', name, path),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
