import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

/**
 * The folder of our package.json: above the sources, above what is built of them, and above the bundle.
 * @throws Error where package.json was not brought along
 */
export function packageRoot(): string {
  const path = findPackageJSON('..', import.meta.url);
  if (path === undefined) throw new Error('package.json is missing');
  return dirname(path);
}
