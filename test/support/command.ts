import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

export interface CommandOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the built `sales-agent` in `folder` with `environment` and no other variables, and waits for its end. */
export function runCommand(
  folder: string,
  args: string[],
  environment: Record<string, string> = {},
): Promise<CommandOutcome> {
  return outcomeOf(launchCommand(folder, args, environment));
}

/** Starts it, and waits for nothing. */
export function launchCommand(folder: string, args: string[], environment: Record<string, string> = {}): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const options = { cwd: folder, env: { PATH, HOME, ...environment } };
  return spawn(process.execPath, [resolve('dist/server/main.js'), ...args], options);
}

export async function outcomeOf(child: ChildProcess): Promise<CommandOutcome> {
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout!),
    text(child.stderr!),
  ]);
  return { code: code ?? NaN, stdout, stderr };
}
