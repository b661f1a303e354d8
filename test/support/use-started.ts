import { afterAll, beforeAll } from 'vitest';

interface Started {
  stop: () => unknown;
}

const START_TIMEOUT_MS = 60_000;

/** What runs in this spec file just now, in the order of its start. */
const running: Started[] = [];

/**
 * Starts something before the tests of the enclosing block, and stops it after them, later starts first.
 * The result stands for what `start` resolves with and may be used from the next `beforeAll` on.
 */
export function useStarted<T extends object>(start: () => Promise<T>, stop: (started: T) => unknown): T {
  let current: T | undefined;
  let entry: Started | undefined;
  beforeAll(async () => {
    const started = await start();
    entry = {
      stop: async () => {
        await stop(started);
        // The process outlives the spec file, which would keep all of it in memory.
        current = undefined;
      },
    };
    running.push(entry);
    current = started;
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    while (entry !== undefined && running.includes(entry)) await running.pop()?.stop();
  });
  return new Proxy({} as T, {
    get: (_, name) => memberOf(current, name),
    set: (_, name, value) => current !== undefined && Reflect.set(current, name, value),
  });
}

function memberOf(target: object | undefined, name: string | symbol): unknown {
  if (target === undefined) throw new Error(`"${String(name)}" is read before the start`);
  const member: unknown = Reflect.get(target, name);
  return typeof member === 'function' ? member.bind(target) : member;
}
