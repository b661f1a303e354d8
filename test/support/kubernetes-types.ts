import { resolve } from 'node:path';
import ts from 'typescript';

/** An object of Kubernetes, as a manifest has it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shapes of all kinds, which tsc checks
  [member: string]: any;
}

/** Where the module below seems to lie, so that it finds the packages. */
const FILE = resolve('test/kubernetes-objects.ts');
const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2024,
  lib: ['lib.es2024.d.ts'],
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Parsed files, which two checks share. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Checks objects against the API of Kubernetes as kubernetes-models types it: literals may have no members but those that
 * their types declare, so that a misspelt key is found, which Kubernetes would drop.
 * @returns what is wrong, each beginning with the object
 */
export function typeErrorsOf(objects: KubernetesObject[]): string[] {
  const lines = objects.map(({ apiVersion, kind, ...rest }, index) => {
    const type = `import('kubernetes-models/${apiVersion}/${kind}').I${kind}`;
    return `export const object${index}: ${type} = ${JSON.stringify({ apiVersion, kind, ...rest })};`;
  });
  const host = ts.createCompilerHost(OPTIONS);
  const getSourceFile = host.getSourceFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  const source = ts.createSourceFile(FILE, lines.join('\n'), ts.ScriptTarget.ES2024);
  host.getSourceFile = (path, ...rest) => {
    if (resolve(path) === FILE) return source;
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  host.fileExists = (path) => resolve(path) === FILE || fileExists(path);
  const program = ts.createProgram([FILE], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    return `${nameOf(objects[line])}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

export function nameOf(object?: KubernetesObject): string {
  return object === undefined ? '' : `${object.kind}/${object.metadata.name}`;
}
