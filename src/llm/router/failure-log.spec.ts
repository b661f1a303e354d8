import { afterEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { ProviderFailure, type FailureClass } from '../providers/failures/provider-failure.js';
import { FailureLog } from './failure-log.js';

const upstream = { message: 'because', type: null, code: null, param: null };
const failed = (failureClass: FailureClass, isAboutModel?: boolean) =>
  new ProviderFailure(failureClass, 'raw words', { status: 400, upstream, isAboutModel });
const CALL = { requestId: 'r', model: 'm', wasOpen: false };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('FailureLog', () => {
  it('gives the reason of each failure, up to a number in a minute, and counts the others', () => {
    vi.useFakeTimers({ now: 0 });
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const log = new FailureLog('runpod', { noCreditMs: 1_000, loggedFailuresPerMinute: 2 });
    for (let call = 0; call < 5; call++) log.report(failed('refused'), CALL);
    expect(warned).toHaveBeenCalledTimes(2);
    const line = {
      request_id: 'r',
      provider: 'runpod',
      model: 'm',
      status: 400,
      error_class: 'refused',
      reason: 'because',
    };
    expect(warned.mock.calls[0]?.[0]).toEqual(line);
    vi.advanceTimersByTime(60_000);
    log.report(failed('refused'), CALL);
    expect(warned.mock.calls[2]?.[0]).toEqual({ ...line, omitted: 3 });
    vi.useRealTimers();
  });

  it('names a failure of which the provider says nothing: by our words, by those of the network, or by its status only', () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const log = new FailureLog('runpod', { noCreditMs: 1_000, loggedFailuresPerMinute: 10 });
    log.report(new ProviderFailure('connection', 'ECONNREFUSED connect ECONNREFUSED 127.0.0.1:9'), CALL);
    log.report(new ProviderFailure('server_error', 'raw words', { status: 500 }), CALL);
    log.report(new ProviderFailure('malformed', 'An empty body', { status: 200 }), CALL);
    log.report(new ProviderFailure('broken_off', 'other side closed'), CALL);
    log.report(new ProviderFailure('too_large', 'The answer is too large', { status: 200 }), CALL);
    log.report(new ProviderFailure('overloaded', `Unknown ${'x'.repeat(1_000)}`), CALL);
    log.report(new ProviderFailure('aborted', 'The caller hung up'), CALL);
    expect(warned.mock.calls.map(([line]) => line as unknown)).toEqual([
      expect.objectContaining({ error_class: 'connection', reason: 'ECONNREFUSED connect ECONNREFUSED 127.0.0.1:9' }),
      expect.objectContaining({ error_class: 'server_error', status: 500, reason: undefined }),
      expect.objectContaining({ error_class: 'malformed', reason: 'An empty body' }),
      expect.objectContaining({ error_class: 'broken_off', reason: 'other side closed' }),
      expect.objectContaining({ error_class: 'too_large', reason: 'The answer is too large' }),
      expect.objectContaining({
        error_class: 'overloaded',
        reason: expect.stringMatching(/^Unknown x{492}$/) as unknown,
      }),
    ]);
  });

  it('tells the operator of a key, without what may hold it, of a model, and of an empty account once', () => {
    const errors = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const log = new FailureLog('runpod', { noCreditMs: 60_000, loggedFailuresPerMinute: 1 });
    log.report(failed('rejected_key'), CALL);
    log.report(failed('rejected_key', true), CALL);
    log.report(failed('no_credit'), CALL);
    log.report(failed('no_credit'), { ...CALL, wasOpen: true });
    const [key, model, credit, ...more] = errors.mock.calls;
    expect(JSON.stringify(key)).not.toContain('because');
    expect(model).toMatchObject([{ reason: 'because' }, expect.stringContaining('does not have the configured model')]);
    expect(credit).toMatchObject([{ reason: 'because' }, expect.stringMatching(/no credit.*left out for 60 s/)]);
    expect(more).toEqual([]);
  });
});
