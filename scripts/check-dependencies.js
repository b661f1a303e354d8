// Checks package-lock.json: every package comes from the registry with an integrity hash, has a licence of the list below,
// and runs a script when it is installed only if "allowScripts" of package.json names it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that ask for no more than attribution. */
const LICENCES = new Set([
  '(AFL-2.1 OR BSD-3-Clause)',
  '(MIT AND Zlib)',
  '(MIT OR CC0-1.0)',
  '0BSD',
  'Apache-2.0',
  'Apache-2.0 AND MIT',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

/** Licences that ask for more only of those who pass the package on, which is not done with a tool of development. */
const LICENCES_OF_TOOLS = new Set(['MPL-2.0']);

const folder = process.argv[2] ?? join(import.meta.dirname, '..');
const read = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const { allowScripts = {} } = read('package.json');
const problems = Object.entries(read('package-lock.json').packages)
  // What lies elsewhere is our own.
  .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
  .flatMap(([path, entry]) => problemsOf(path.replace(/^.*node_modules\//, ''), entry));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

function problemsOf(name, { integrity, resolved, hasInstallScript, license, dev }) {
  return [
    ...(integrity?.startsWith('sha512-') ? [] : [`${name} has no integrity hash`]),
    // The lock file leaves out the addresses of the registry.
    ...(resolved === undefined ? [] : [`${name} comes from ${resolved}, not from the registry`]),
    ...(!hasInstallScript || name in allowScripts ? [] : [`${name} has an install script that is not listed`]),
    ...(LICENCES.has(license) || (dev && LICENCES_OF_TOOLS.has(license))
      ? []
      : [`${name} has the licence ${license ?? 'unknown'}, which is not listed`]),
  ];
}
