import 'reflect-metadata';
import { commands } from './cli/commands.js';

const args = process.argv.slice(2);
// `serve` takes no arguments, and starts without loading what reads them.
if (args.length === 1 && args[0] === 'serve') {
  await commands.serve();
} else {
  const { runProgram } = await import('./cli/program.js');
  await runProgram(args, commands);
}
