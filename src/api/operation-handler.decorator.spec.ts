import type { FastifyReply, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { handlerParameter } from './handler-parameter.js';
import { OperationHandler } from './operation-handler.decorator.js';

const Method = handlerParameter(({ method }) => method);
const Refused = handlerParameter(() => {
  throw new Error('refused');
});

class Controller {
  calls = 0;

  @OperationHandler(false)
  plain(@Method() method: string, id: string, @Method() again: string): string {
    this.calls++;
    return [method, id, again].join(' ');
  }

  @OperationHandler(true)
  stepped(@Method() method: string, id: string): string {
    this.calls++;
    return [method, id].join(' ');
  }

  @OperationHandler(true)
  refused(@Refused() nothing: unknown): unknown {
    this.calls++;
    return nothing;
  }

  @OperationHandler(false)
  bare(id: string): string {
    return id;
  }
}

const reply = {} as FastifyReply;
const operationSteps = {
  around: async (_request: unknown, given: unknown, handle: () => unknown) => [given === reply, await handle()],
};
const request = { method: 'PUT', server: { operationSteps } } as unknown as FastifyRequest;

/** Calls a handler as Nest does: with what it knows of its parameters, and with the request and the answer behind them. */
function call(name: 'plain' | 'stepped' | 'refused', ...given: unknown[]) {
  const controller = new Controller();
  const handlers = controller as unknown as Record<string, (...parameters: unknown[]) => unknown>;
  return { controller, answer: () => handlers[name]?.(...given, request, reply) };
}

describe('The handler of an operation', () => {
  it('gets what it needs of the request where it asks for it', () => {
    const { controller, answer } = call('plain', null, 'lead', null);
    expect(answer()).toBe('PUT lead PUT');
    expect(controller.calls).toBe(1);
  });

  it('runs within the steps of its operation', async () => {
    expect(await call('stepped', null, 'lead').answer()).toEqual([true, 'PUT lead']);
  });

  it('does not run where a parameter refuses the request, and neither do the steps', () => {
    const { controller, answer } = call('refused', null);
    expect(answer).toThrow('refused');
    expect(controller.calls).toBe(0);
  });

  it('stays what it is where it needs neither', () => {
    expect(new Controller().bare('lead')).toBe('lead');
  });
});
