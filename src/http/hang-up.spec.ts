import { expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { hangUpOf } from './hang-up.js';

const responseOf = (facts: { closed: boolean; writableFinished: boolean }) =>
  Object.assign(new EventEmitter(), facts) as unknown as ServerResponse;

it('a hang-up is a connection that closes before the answer is out', () => {
  const response = responseOf({ closed: false, writableFinished: false });
  const signal = hangUpOf(response);
  expect(signal.aborted).toBe(false);
  response.emit('close');
  expect(signal.aborted).toBe(true);
});

it('a connection that closes after the answer is none', () => {
  const response = responseOf({ closed: false, writableFinished: true });
  const signal = hangUpOf(response);
  response.emit('close');
  expect(signal.aborted).toBe(false);
});

it('a connection that closed before anybody listened is one too', () => {
  expect(hangUpOf(responseOf({ closed: true, writableFinished: false })).aborted).toBe(true);
});
