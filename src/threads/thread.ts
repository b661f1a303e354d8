import { registerHooks } from 'node:module';
import { Script } from 'node:vm';

/** What a thread is given to do. */
export interface ThreadTask {
  /** URL of a module whose default export takes `input` and returns the result. */
  url: string;
  input: unknown;
  /** Longest time to run, in ms. */
  limitMs: number;
}

export type ThreadResult = { state: 'done'; result: unknown } | { state: 'timed_out' };

type Work = (input: unknown) => unknown;

/** A task that was stopped before it had this part of its limit as CPU time was kept waiting by others, and runs again. */
const FAIR_PART = 0.5;
const MAX_RUNS = 2;

// A task that is a source names other sources as they are called when they are built.
if (import.meta.url.endsWith('.ts')) {
  registerHooks({
    resolve: (name, context, next) =>
      next(name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\.js$/, '.ts') : name, context),
  });
}

const RUN = 'runTask';
const run = new Script(`${RUN}()`);

/**
 * The entry point of a worker thread. Its file imports nothing of ours, so that it runs from a source as well.
 * @returns the result of the task; only code that runs as a script can be interrupted without ending the thread
 */
export default async function runTask({ url, input, limitMs }: ThreadTask): Promise<ThreadResult> {
  const { default: work } = (await import(url)) as { default: Work };
  Object.assign(globalThis, { [RUN]: () => work(input) });
  for (let runs = 1; ; runs++) {
    const before = process.threadCpuUsage();
    try {
      return { state: 'done', result: run.runInThisContext({ timeout: limitMs }) };
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      const { user, system } = process.threadCpuUsage(before);
      if (runs === MAX_RUNS || user + system >= FAIR_PART * limitMs * 1_000) return { state: 'timed_out' };
    }
  }
}
