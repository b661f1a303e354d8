import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

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
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((done) => {
    const options = { cwd: folder, env: { PATH, HOME, ...environment } };
    execFile(process.execPath, [resolve('dist/server/main.js'), ...args], options, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
