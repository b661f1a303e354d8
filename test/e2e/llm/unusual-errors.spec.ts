import { describe, expect, it, vi } from 'vitest';
import { AppLogger } from '../../../src/telemetry/app.logger.js';
import { completion, finishChunk, json, raw, stream, TEXT, textChunks } from '../../support/provider-responses.js';
import {
  ANSWER,
  contentOf,
  ENCODINGS,
  EVENTS,
  HELD_BACK,
  JSON_TYPE,
  sse,
  useImpatientService,
  WHOLE,
} from '../../support/unusual-answers.js';

const { service, ask, expectWholeAnswer } = useImpatientService();

describe('an error is read in any encoding', () => {
  it.each(ENCODINGS)('%j', async (name, encode) => {
    const error = encode(JSON.stringify({ error: { message: 'slow down', code: 429 } }));
    service.runpod.script(raw(200, error, { ...JSON_TYPE, 'content-encoding': name }));
    for (const isStream of [false, true]) {
      service.ledgerRows().length = 0;
      expect(contentOf(await ask(isStream))).toBe(TEXT);
      expect(service.ledgerRows()[0]).toMatchObject({ errorClass: 'rate_limited', status: 429 });
      service.reset();
      service.runpod.script(raw(200, error, { ...JSON_TYPE, 'content-encoding': name }));
    }
  });

  it('that is none of the name, which is no answer', async () => {
    service.runpod.script(sse('no gzip', { ...EVENTS, 'content-encoding': 'gzip' }));
    expect(contentOf(await ask(true))).toBe(TEXT);
    expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', outcome: 'error', errorClass: 'malformed' });
  });
});

describe('an error behind the finish_reason', () => {
  const late = { error: { message: 'late words', code: 500 } };

  it.each([{}, HELD_BACK])('takes nothing from the answer, and is logged (%j)', async (headers) => {
    const logged = vi.spyOn(service.app.get(AppLogger), 'warn').mockImplementation(() => undefined);
    service.runpod.script(stream([...WHOLE.slice(0, -1), late]));
    const reply = await ask(true, {}, headers);
    expectWholeAnswer(reply, { errorClass: 'flawed' });
    expect(reply.text).not.toContain('late words');
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ provider: 'runpod', reason: 'late words' }),
      expect.any(String),
      expect.any(String),
    );
    logged.mockRestore();
  });
});

describe('an error that is no event of the standard', () => {
  const error = { code: 500, message: 'the engine died', type: 'server_error' };

  it.each<[string, string]>([
    ['is named in place of the field, as by llama.cpp', `error: ${JSON.stringify(error)}\n\n`],
    ['has no field', `${JSON.stringify({ error })}\n\n`],
    ['lies in an event of its own', `data: ${JSON.stringify({ msg: error.message, code: error.code })}\n\n`],
  ])('and %s breaks a stream, also before [DONE], and its words are logged', async (_, bytes) => {
    const logged = vi.spyOn(service.app.get(AppLogger), 'warn').mockImplementation(() => undefined);
    service.runpod.script(stream([...textChunks(), { bytes }, '[DONE]']));
    const reply = await ask(true);
    expect(reply.events).not.toContain('[DONE]');
    expect(JSON.parse(reply.events.at(-1)!)).toMatchObject({ error: { details: { error: 'server_error' } } });
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'truncated', errorClass: 'server_error' }]);
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ provider: 'runpod', reason: error.message }),
      expect.any(String),
      expect.any(String),
    );
    logged.mockRestore();
  });

  it('before the first word leads to another provider, as what it is', async () => {
    const tooLong = {
      code: 400,
      message: 'the request exceeds the available context size',
      type: 'invalid_request_error',
    };
    service.runpod.script(sse(`error: ${JSON.stringify(tooLong)}\n\n`));
    const reply = await ask(true);
    expect([contentOf(reply), reply.headers.get('x-llm-fallback-reason')]).toEqual([TEXT, 'context_length']);
  });
});

describe.each(['error', 'ERROR', 'abort', 'cancelled', 'network_error', 'insufficient_system_resource'])(
  'the finish_reason %s is a failure',
  (reason) => {
    it('of a stream', async () => {
      service.runpod.script(stream([...textChunks(), finishChunk(reason), '[DONE]']));
      expect((await ask(true)).events).not.toContain('[DONE]');
      expect(service.ledgerRows()).toMatchObject([{ outcome: 'truncated', errorClass: 'unavailable' }]);
      service.reset();
      service.runpod.script(stream([...textChunks(), finishChunk(reason), '[DONE]']));
      expect((await ask(true, {}, HELD_BACK)).headers.get('x-llm-provider')).toBe('cerebras');
    });

    it('of an answer in one piece', async () => {
      service.runpod.script(json(200, { ...ANSWER, ...completion(TEXT, {}, reason) }));
      const reply = await ask(false);
      expect([contentOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'cerebras']);
      expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', errorClass: 'unavailable' });
    });
  },
);

it('an error inside a choice is read as that error', async () => {
  const choice = {
    index: 0,
    delta: {},
    message: { content: '' },
    finish_reason: 'error',
    error: { code: 429, message: 'x' },
  };
  const body = { ...completion(''), choices: [choice] };
  service.runpod.script(json(200, body), stream([body, '[DONE]']));
  for (const isStream of [false, true]) expect(contentOf(await ask(isStream))).toBe(TEXT);
  const failed = service.ledgerRows().filter(({ provider }) => provider === 'runpod');
  expect(failed).toMatchObject([{ errorClass: 'rate_limited' }, { errorClass: 'rate_limited' }]);
});
