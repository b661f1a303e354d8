import { expect, it } from 'vitest';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { clientAbortSignal } from './client-abort.js';

const responseOf = (facts: { closed: boolean; writableFinished: boolean }) =>
  Object.assign(new EventEmitter(), facts) as unknown as ServerResponse;

it('a connection that closes before the answer is sent aborts the signal', () => {
  const response = responseOf({ closed: false, writableFinished: false });
  const signal = clientAbortSignal(response);
  expect(signal.aborted).toBe(false);
  response.emit('close');
  expect(signal.aborted).toBe(true);
});

it('a connection that closes after the answer is none', () => {
  const response = responseOf({ closed: false, writableFinished: true });
  const signal = clientAbortSignal(response);
  response.emit('close');
  expect(signal.aborted).toBe(false);
});

it('a connection that closed before anybody listened is one too', () => {
  expect(clientAbortSignal(responseOf({ closed: true, writableFinished: false })).aborted).toBe(true);
});
