import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorFilter } from './error.filter.js';
import { MalformedRequestError, ServiceUnavailableError } from './request.errors.js';

const LEVELS = ['error', 'warn', 'debug'] as const;

describe('what ErrorFilter logs', () => {
  let logged: string[];

  beforeEach(() => {
    logged = [];
    for (const level of LEVELS) vi.spyOn(Logger.prototype, level).mockImplementation(() => void logged.push(level));
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ['an unforeseen fault', new TypeError('x is not a function'), ['error']],
    [
      'a fault of what we depend on',
      new ServiceUnavailableError('Away', {}, { cause: new Error('refused') }),
      ['warn'],
    ],
    ['a probe of a service that is not ready', new ServiceUnavailableError('The service is not ready'), ['debug']],
    ["a caller's mistake", new MalformedRequestError('The body is not valid JSON'), []],
  ])('for %s', (_, exception, levels) => {
    expect(logsOf(exception, false)).toEqual(levels);
  });

  it('says nothing of a client that hung up, unless the fault is ours', () => {
    expect(logsOf(new ServiceUnavailableError('Away', {}, { cause: new Error('refused') }), true)).toEqual([]);
    expect(logsOf(new TypeError('x is not a function'), true)).toEqual(['error']);
  });

  function logsOf(exception: unknown, hasHungUp: boolean): string[] {
    const raw = { socket: { destroyed: hasHungUp } };
    const request = { id: 'r', url: '/', method: 'GET', headers: {}, raw, routeOptions: { url: '/', config: {} } };
    const reply = {
      raw: { headersSent: false },
      header: () => reply,
      headers: () => reply,
      code: () => reply,
      type: () => reply,
      send: () => reply,
    };
    const filter = new ErrorFilter({ methodsOf: () => [], shapeOf: () => undefined, explain: () => undefined });
    filter.answer(exception, request as unknown as FastifyRequest, reply as unknown as FastifyReply);
    return logged;
  }
});
