import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from './until.js';

const START_TIMEOUT_MS = 60_000;

/** Starts the service that was built in `folder` on its own embedded database, asks it, and stops it. */
export async function runServiceIn(folder: string): Promise<{ ready: number; document: number; exitCode: number }> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, PORT: '0', EMBEDDED_POSTGRES_PORT: '54987' };
  const service = spawn(process.execPath, [join(folder, 'dist/server/main.js'), 'serve'], { cwd: folder, env });
  let output = '';
  for (const stream of [service.stdout, service.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(service, 'close');
  const url = () => /listens on (http:\/\/[^;"\s]+)/.exec(output)?.[1];
  await Promise.race([until(() => url() !== undefined, START_TIMEOUT_MS), exited]);
  if (url() === undefined) throw new Error(`The service did not start: ${output}`);
  await until(async () => (await fetch(`${url()}/health/ready`)).ok, START_TIMEOUT_MS);
  const { status: ready } = await fetch(`${url()}/health/ready`);
  const { status: document } = await fetch(`${url()}/api/v1/openapi.json`);
  service.kill('SIGTERM');
  const [exitCode] = (await exited) as [number];
  return { ready, document, exitCode };
}
