import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { lastValueFrom, of, throwError } from 'rxjs';
import { OperationInterceptor, type OperationStep } from './operation.interceptor.js';

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

function contextOf(config: object): ExecutionContext {
  const request = { routeOptions: { config } };
  return {
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
  } as unknown as ExecutionContext;
}

const DECLARED = contextOf({ operation: { scope: 'admin' } });

describe('OperationInterceptor', () => {
  it('runs the steps around the handler, the first one outermost', async () => {
    events = [];
    const interceptor = new OperationInterceptor([step('outer'), step('inner')]);
    const answer = await interceptor.intercept(DECLARED, { handle: () => of('answer') });
    expect(await lastValueFrom(answer)).toBe('outer(inner(answer))');
    expect(events).toEqual(['outer begins', 'inner begins', 'inner ends', 'outer ends']);
  });

  it('does not run what follows a step that answers by itself', async () => {
    const handler: CallHandler = { handle: () => throwError(() => new Error('The handler ran')) };
    const interceptor = new OperationInterceptor([{ run: () => Promise.resolve('replayed') }]);
    expect(await lastValueFrom(await interceptor.intercept(DECLARED, handler))).toBe('replayed');
  });

  it('passes on the error of the handler through every step', async () => {
    events = [];
    const error = new Error('failed');
    const interceptor = new OperationInterceptor([step('outer'), step('inner')]);
    const answer = interceptor.intercept(DECLARED, { handle: () => throwError(() => error) });
    await expect(answer).rejects.toBe(error);
    expect(events).toEqual(['outer begins', 'inner begins', 'inner ends', 'outer ends']);
  });

  it('refuses a route that declares no operation', async () => {
    const interceptor = new OperationInterceptor([]);
    await expect(interceptor.intercept(contextOf({}), { handle: () => of('answer') })).rejects.toThrow('@Operation()');
  });
});
