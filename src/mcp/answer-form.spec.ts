import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { acceptedForm, lastMessageOf, toEvents } from './answer-form.js';

it.each([
  [undefined, 'json'],
  ['', 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['text/html', 'json'],
  ['text/event-stream', 'events'],
  ['Text/Event-Stream;q=0.5', 'events'],
  ['application/json, text/event-stream', 'either'],
  ['text/event-stream, */*;q=0.1', 'either'],
])('Accept %j takes an answer as %s', (accept, form) => {
  expect(acceptedForm(accept)).toBe(form);
});

it('the last message of a stream is the answer', async () => {
  const events = Readable.from([toEvents('{"method":"a"}'), ': keepalive\n\n', toEvents('{"id":1}')]);
  expect(await lastMessageOf(events)).toBe('{"id":1}');
});
