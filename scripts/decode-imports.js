// Mends imports in built code where the path of the folder has letters beyond ASCII. The plugin of @nestjs/swagger writes
// such a letter as "/u00F6" (TypeScript escapes it, and the plugin takes the backslash for a separator), and therefore does
// not see that the imported file is built too.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ESCAPED = /"(\.[^"\n]*\/u[0-9A-F]{4}[^"\n]*)"/g;
const BEYOND_ASCII = /[^\x00-\x7f]/g;

/**
 * Mends every built file below `output`.
 * @param {string} root folder of the sources
 * @param {string} output folder of what was built of them
 */
export function decodeImports(root, output) {
  const written = asWritten(root);
  if (written === root) return;
  for (const name of readdirSync(output, { recursive: true })) {
    if (name.endsWith('.js')) mend(join(output, name), written, output);
  }
}

/** A path as the plugin writes it. */
function asWritten(path) {
  const escaped = path.replace(BEYOND_ASCII, (unit) => `/u${hex(unit)}`);
  return escaped.replaceAll('\\', '/').replace(/\/\/+/g, '/');
}

function hex(unit) {
  return unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

function mend(file, root, output) {
  const text = readFileSync(file, 'utf8');
  const mended = text.replace(ESCAPED, (literal, specifier) => {
    const source = resolve(dirname(file), specifier).replaceAll('\\', '/');
    if (!source.startsWith(`${root}/`)) return literal;
    const target = relative(dirname(file), join(output, source.slice(root.length))).replaceAll('\\', '/');
    return JSON.stringify(target.startsWith('.') ? target : `./${target}`);
  });
  if (mended !== text) writeFileSync(file, mended);
}
