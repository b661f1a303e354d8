// Checks rules on the structure of src/ that need its syntax tree, and exits with 1 if one is broken:
// - folders do not import each other in a circle; controllers and modules are left out, since they put the parts together
// - an abstract class has at least two subclasses
// - a *.guard.ts holds a CanActivate
// - services and repositories throw domain errors, no exceptions of HTTP
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const root = process.argv[2] ?? 'src';
const files = globSync('**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.spec.ts'));
const sources = new Map(files.map((path) => [path.replaceAll('\\', '/'), parse(join(root, path))]));

const problems = [...folderCircles(), ...lonelyAbstractClasses(), ...guardsWithoutGuard(), ...httpExceptions()];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

function parse(path) {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
}

function folderCircles() {
  const graph = new Map();
  for (const [path, source] of sources) {
    if (/\.(controller|module)\.ts$/.test(path)) continue;
    const from = dirname(path);
    for (const to of importsOf(source).filter((name) => name.startsWith('.'))) {
      const folder = dirname(join(from, to));
      if (!isWithin(from, folder) && !isWithin(folder, from)) edgesOf(graph, from).add(folder);
    }
  }
  return [...graph.keys()].flatMap((folder) => {
    const circle = pathBack(graph, folder);
    // A circle is reported once, by the first of its folders.
    return circle !== undefined && folder === circle.toSorted()[0]
      ? [`Folders in a circle: ${circle.join(' -> ')}`]
      : [];
  });
}

function edgesOf(graph, folder) {
  if (!graph.has(folder)) graph.set(folder, new Set());
  return graph.get(folder);
}

/** The shortest way from a folder back to itself. */
function pathBack(graph, start) {
  const ways = [[start]];
  const seen = new Set();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1)) ?? []) {
      if (next === start) return [...way, start];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

function isWithin(inner, outer) {
  return outer === '.' || inner === outer || inner.startsWith(`${outer}/`);
}

function lonelyAbstractClasses() {
  const classes = [...sources].flatMap(([path, source]) => classesOf(source).map((declared) => ({ path, declared })));
  const parents = classes.map(({ declared }) => heritageOf(declared, ts.SyntaxKind.ExtendsKeyword)[0]);
  return classes
    .filter(({ declared }) => declared.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword))
    .filter(({ declared }) => parents.filter((name) => name === declared.name.text).length < 2)
    .map(({ path, declared }) => `${path}: abstract class ${declared.name.text} has fewer than two subclasses`);
}

function guardsWithoutGuard() {
  return [...sources]
    .filter(([path]) => path.endsWith('.guard.ts'))
    .filter(([, source]) => !classesOf(source).some((one) => implementsOf(one).includes('CanActivate')))
    .map(([path]) => `${path}: no class implements CanActivate`);
}

function httpExceptions() {
  return [...sources]
    .filter(([path]) => /\.(service|repository)\.ts$/.test(path))
    .flatMap(([path, source]) => exceptionsMadeIn(source).map((name) => `${path}: throws ${name}`));
}

function exceptionsMadeIn(node) {
  const made = ts.isNewExpression(node) && ts.isIdentifier(node.expression) ? [node.expression.text] : [];
  const below = [];
  ts.forEachChild(node, (child) => void below.push(...exceptionsMadeIn(child)));
  return [...made.filter((name) => name.endsWith('Exception')), ...below];
}

function importsOf(source) {
  return source.statements.filter(ts.isImportDeclaration).map(({ moduleSpecifier }) => moduleSpecifier.text);
}

function classesOf(source) {
  return source.statements.filter(ts.isClassDeclaration);
}

function implementsOf(declared) {
  return heritageOf(declared, ts.SyntaxKind.ImplementsKeyword);
}

function heritageOf({ heritageClauses = [] }, token) {
  return heritageClauses
    .filter((clause) => clause.token === token)
    .flatMap(({ types }) => types.map(({ expression }) => expression.text));
}
