import type { FastifyReply, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { type OperationStep, OperationSteps } from './operation-steps.js';

let events: string[];

function step(name: string): OperationStep {
  return {
    run: async (_call, next) => {
      events.push(`${name} begins`);
      try {
        return `${name}(${String(await next())})`;
      } finally {
        events.push(`${name} ends`);
      }
    },
  };
}

/** Runs the steps around `handle`, for a route with this configuration. */
function run(
  steps: OperationStep[],
  handle: () => Promise<unknown>,
  config: object = { operation: { scope: 'admin' } },
) {
  const request = { routeOptions: { config } } as FastifyRequest;
  return new OperationSteps(steps).around(request, {} as FastifyReply, handle);
}

describe('OperationSteps', () => {
  it('runs the steps around the handler, the first one outermost', async () => {
    events = [];
    expect(await run([step('outer'), step('inner')], () => Promise.resolve('answer'))).toBe('outer(inner(answer))');
    expect(events).toEqual(['outer begins', 'inner begins', 'inner ends', 'outer ends']);
  });

  it('does not run what follows a step that answers by itself', async () => {
    const replay: OperationStep = { run: () => Promise.resolve('replayed') };
    expect(await run([replay], () => Promise.reject(new Error('The handler ran')))).toBe('replayed');
  });

  it('passes on the error of the handler through every step', async () => {
    events = [];
    const error = new Error('failed');
    await expect(run([step('outer'), step('inner')], () => Promise.reject(error))).rejects.toBe(error);
    expect(events).toEqual(['outer begins', 'inner begins', 'inner ends', 'outer ends']);
  });

  it('refuses a route that declares no operation', () => {
    expect(() => run([], () => Promise.resolve('answer'), {})).toThrow('@Operation()');
  });
});
