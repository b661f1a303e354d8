import module from 'node:module';
import { join } from 'node:path';
import { nodeFault, packageFault } from './cli/installation.js';

const args = process.argv.slice(2);

async function main(): Promise<void> {
  await import('reflect-metadata');
  const { commands } = await import('./cli/commands.js');
  // `serve` takes no arguments, and starts without loading what reads them.
  if (args.length === 1 && args[0] === 'serve') return commands.serve();
  const { runProgram } = await import('./cli/program.js');
  return runProgram(args, commands);
}

function endWith(line: string): never {
  console.error(line);
  process.exit(1);
}

const outdated = nodeFault(process.versions.node);
if (outdated !== undefined) endWith(outdated);
// Compiled code is kept beside the build, which saves a fourth of what a start costs; where the folder is read-only, it is not kept.
module.enableCompileCache(join(import.meta.dirname, '..', '.compile-cache'));
// Traces name our sources. The maps of packages, which `--enable-source-maps` reads too, would take 30 MB.
module.setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
try {
  await main();
} catch (error) {
  const incomplete = packageFault(error);
  if (incomplete === undefined) throw error;
  endWith(incomplete);
}
