import { expect, it } from 'vitest';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
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

it('a connection that closed before a listener was added is one too', () => {
  expect(clientAbortSignal(responseOf({ closed: true, writableFinished: false })).aborted).toBe(true);
});

it('hundreds that close at the same moment abort their signals over several turns of the event loop', async () => {
  const responses = Array.from({ length: 200 }, () => responseOf({ closed: false, writableFinished: false }));
  const signals = responses.map((response) => clientAbortSignal(response));
  const aborted = () => signals.filter((signal) => signal.aborted).length;
  await nextTurn();
  for (const response of responses) response.emit('close');
  expect(aborted()).toBe(16);
  let turns = 0;
  for (; aborted() < responses.length && turns < 100; turns++) await nextTurn();
  expect(aborted()).toBe(200);
  expect(turns).toBeGreaterThan(10);
});

it('a request that runs to its end is not aborted', () => {
  const response = responseOf({ closed: false, writableFinished: false });
  let runsToItsEnd = false;
  const signals = [clientAbortSignal(response, () => runsToItsEnd), clientAbortSignal(response)];
  runsToItsEnd = true;
  response.emit('close');
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
});
