import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../../../test/support/thread-time.js';
import { chunk, failureOf, state, usage } from '../../../../test/support/stream-parts.js';

describe('an error behind the end of the answer', () => {
  it('changes nothing but is kept', () => {
    const one = state();
    one.take(chunk({ content: 'x' }, 'stop'));
    expect(one.take(JSON.stringify({ error: { message: 'late', code: 500 } }))).toBeUndefined();
    expect([one.isWhole, one.isFlawed, one.lateFailure?.failureClass]).toEqual([true, true, 'server_error']);
  });
});

describe('the end without a finish_reason', () => {
  const ended = (...events: string[]) => {
    const stream = state();
    stream.take(chunk({ content: 'hel' }));
    for (const event of events) stream.take(event);
    stream.close();
    return stream.isWhole;
  };

  it('is believed where all was read', () => {
    expect(ended()).toBe(true);
    expect(ended(JSON.stringify({ choices: [], usage }), JSON.stringify({ object: 'chat.completion.chunk' }))).toBe(
      true,
    );
    expect(ended('{}', '{"type":"ping"}', '[]')).toBe(true);
  });

  it.each([
    { errors: [{ message: 'failed' }] },
    { detail: 'Internal Server Error' },
    { message: 'worker died', code: 500 },
    { status: 'FAILED', error_message: 'out of memory' },
  ])('is not believed after %j, which may have said that it failed', (event) => {
    expect(ended(JSON.stringify(event))).toBe(false);
  });

  it('is not believed after an event that could not be read', () => {
    expect(ended('[ERROR] engine died')).toBe(false);
  });
});

describe('an end whose words were all in what could not be read', () => {
  it('ends nothing', () => {
    const stream = state();
    stream.take(chunk({ content: 'hel' }) + chunk({ content: 'lo' }));
    stream.take(chunk({}, 'stop'));
    stream.close();
    expect(stream.isWhole).toBe(false);
  });
});

describe('a finish_reason', () => {
  it.each([
    ...['server_error', 'internal_error', 'timeout', 'interrupted', 'engine_error'],
    ...['MALFORMED_FUNCTION_CALL', 'function_call_filter: MALFORMED_FUNCTION_CALL'],
  ])('of %s is a failure', (reason) => {
    expect(failureOf(() => state().take(chunk({}, reason))).failureClass).toBe('unavailable');
  });

  it.each(['none', 'None', 'unknown', 'FINISH_REASON_UNSPECIFIED', '', ' ', '\n', 'null ', 'in_progress'])(
    'of %j is none',
    (reason) => {
      const stream = state();
      stream.take(chunk({ content: 'x' }, reason));
      expect(stream.isWhole).toBe(false);
    },
  );

  it('is read in one pass, however long it is', () => {
    const startedAt = cpuMs();
    state().take(chunk({}, `${' '.repeat(30_000)}x`));
    expect(cpuMs() - startedAt).toBeLessThan(50);
  });

  it('with more words behind it ends nothing, nor does another one with words: some send it with every chunk', () => {
    const stream = state();
    for (const word of ['Hel', 'lo ', 'you']) stream.take(chunk({ content: word }, 'stop'));
    expect([stream.isWhole, stream.completionText]).toEqual([false, 'Hello you']);
    stream.close();
    expect([stream.isWhole, stream.isFlawed]).toEqual([true, true]);
  });

  it('without words counts again behind one that did not', () => {
    const stream = state();
    stream.take(chunk({ content: 'Hel' }, 'stop'));
    stream.take(chunk({ content: 'lo' }));
    expect(stream.isWhole).toBe(false);
    stream.take(chunk({ content: '' }, 'stop', { usage }));
    expect(stream.isWhole).toBe(true);
  });

  it('is believed with the last words', () => {
    const stream = state();
    stream.take(chunk({ content: 'Hel' }));
    stream.take(chunk({ content: 'lo' }, 'stop'));
    stream.take(chunk({ content: '', role: 'assistant' }, null, { usage }));
    expect(stream.isWhole).toBe(true);
  });
});

describe('an error that says nothing', () => {
  it('is taken out, since clients take it for one', () => {
    const passed = state().take(chunk({ content: 'x' }, null, { error: { code: null, message: '' } }));
    expect(JSON.parse(passed?.data ?? '')).toEqual({
      choices: [{ index: 0, delta: { role: 'assistant', content: 'x' }, finish_reason: null }],
    });
  });
});
