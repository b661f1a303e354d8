import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { useStarted } from './use-started.js';

const START_TIMEOUT_MS = 40_000;

/** A service in a process of its own, as a user runs it. */
export interface ServiceProcess {
  url: string;
  pid: number;
  stdout: () => string;
  stderr: () => string;
  /** Sends a signal and resolves with the exit code, `null` if the signal itself ended the process. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** A working folder. */
export interface Folder {
  path: string;
  /** Deletes it with all that the service left in it. */
  remove: () => Promise<void>;
}

export async function createFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'sales-agent-process-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** An empty working folder for the tests of the enclosing block. */
export function useFolder(): Folder {
  return useStarted(createFolder, (folder) => folder.remove());
}

/** Starts the built service in `folder` with `environment` and nothing else set, and waits until it listens. */
export async function startService(folder: string, environment: Record<string, string> = {}): Promise<ServiceProcess> {
  const service = launchService(folder, environment);
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const url = /listens on (http:\/\/[^;"\s]+)/.exec(service.stdout())?.[1];
    if (url !== undefined) return { ...service, url };
    if (service.hasExited() || Date.now() > deadline) throw new Error(`The service did not start: ${service.stderr()}`);
    await sleep(10);
  }
}

/** Starts a service that is expected to refuse, and returns its exit code and output. */
export async function startAndFail(folder: string, environment: Record<string, string> = {}) {
  const service = launchService(folder, environment);
  const code = await service.exited;
  return { code, stdout: service.stdout(), stderr: service.stderr() };
}

/** Starts the built service, or another command of it, and waits for nothing. */
export function launchService(folder: string, environment: Record<string, string>, command = 'serve') {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [resolve('dist/server/main.js'), command], {
    cwd: folder,
    env: { PATH, HOME, PORT: '0', ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    url: '',
    pid: child.pid!,
    exited,
    stdout: () => stdout,
    stderr: () => stderr,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    end: (signal: NodeJS.Signals) => {
      child.kill(signal);
      return exited;
    },
  };
}
