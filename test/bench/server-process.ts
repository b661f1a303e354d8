import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const START_TIMEOUT_MS = 30_000;
/** As `npm start` has them. */
const NODE_OPTIONS = ['--expose-gc'];
const STOP_TIMEOUT_MS = 10_000;
const KEPT_CHARACTERS = 10_000;
/** The line that each of our servers prints once it accepts connections. */
const LISTENS = /listens on (http:\/\/[\d.:]+)/;

/** A compiled script that serves HTTP, as a process of its own, so that it has an event loop of its own. */
export class ServerProcess {
  private readonly child: ChildProcess;
  private isListening = false;
  private readonly address = Promise.withResolvers<string>();
  /** The end of it: searching a log that grows would take the time of the load, which comes from this process. */
  private output = '';

  /**
   * @param args of the script
   * @param folder to run in, where no `.env` changes the settings
   * @param environment all variables that the process has besides PATH
   */
  constructor([script, ...args]: [URL, ...string[]], folder: string, environment: Record<string, string>) {
    this.child = spawn(process.execPath, [...NODE_OPTIONS, fileURLToPath(script), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.address.promise.catch(() => undefined);
    this.listen();
  }

  /**
   * Where the server listens, such as `http://127.0.0.1:40123`, once it does.
   * @throws Error with the output of a process that ends, or that does not listen in time
   */
  async url(): Promise<string> {
    const timeout = setTimeout(() => {
      this.fail(`does not listen after ${START_TIMEOUT_MS} ms`);
    }, START_TIMEOUT_MS);
    try {
      return await this.address.promise;
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Memory that the process holds, in MiB, as the system counts it. */
  residentMiB(): number {
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(this.child.pid)], { encoding: 'utf8' });
    return Number(stdout) / 1_024;
  }

  async stop(): Promise<void> {
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    const force = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    this.child.kill('SIGTERM');
    await ended;
    clearTimeout(force);
  }

  /** Reads on for as long as the process lives, since a full pipe would hold it up. */
  private listen(): void {
    const read = (chunk: Buffer) => {
      this.output = (this.output + chunk.toString()).slice(-KEPT_CHARACTERS);
      if (this.isListening) return;
      const address = LISTENS.exec(this.output)?.[1];
      if (address === undefined) return;
      this.isListening = true;
      this.address.resolve(address);
    };
    this.child.stdout?.on('data', read);
    this.child.stderr?.on('data', read);
    this.child.once('error', this.address.reject);
    this.child.once('exit', (code) => {
      this.fail(`ended with ${String(code)}`);
    });
  }

  private fail(what: string): void {
    this.address.reject(new Error(`${this.child.spawnargs.join(' ')} ${what}\n${this.output}`));
  }
}

/** Waits until `url` answers 2xx; the service listens before its schema is there. */
export async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const { ok, status } = await fetch(url);
    if (ok) return;
    if (Date.now() > deadline) throw new Error(`${url} still answers ${status}`);
    await sleep(50);
  }
}
