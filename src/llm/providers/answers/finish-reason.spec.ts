import { describe, expect, it } from 'vitest';
import { finishReasonOf, withReason } from './finish-reason.js';

describe('what is no name of a reason', () => {
  it.each([1, true, false, ['stop'], { code: 1 }])('is no reason for clients either (%j)', (finish_reason) => {
    expect(withReason({ finish_reason }, null)).toEqual({ finish_reason: null });
  });

  it.each([null, '', undefined])('stays as it is where it says that nothing has ended (%j)', (finish_reason) => {
    const choice = { finish_reason };
    expect(withReason(choice, null)).toBe(choice);
  });
});

describe('the reason of an end', () => {
  it.each([
    ['stop', 'stop'],
    ['STOP', 'stop'],
    ['end_turn', 'stop'],
    ['eos_token', 'stop'],
    ['stop_sequence', 'stop'],
    ['COMPLETE', 'stop'],
    ['length', 'length'],
    ['MAX_TOKENS', 'length'],
    ['max_new_tokens', 'length'],
    ['model_length', 'length'],
    ['tool_use', 'tool_calls'],
    ['TOOL_CALL', 'tool_calls'],
    ['function_call', 'function_call'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['guardrail_intervened', 'content_filter'],
    ['sensitive', 'content_filter'],
    ['refusal', 'content_filter'],
    ['pause_turn', 'pause_turn'],
  ])('%s is %s', (finish_reason, reason) => {
    expect(finishReasonOf({ finish_reason })).toBe(reason);
  });

  it.each([
    [{ finish_reason: null, native_finish_reason: 'MAX_TOKENS' }, 'length'],
    [{ finishReason: 'STOP' }, 'stop'],
    [{ finish_reason: '', stop_reason: 'end_turn' }, 'stop'],
    [{ finish_reason: null, done_reason: 'length' }, 'length'],
    [{ finish_reason: { type: 'max_tokens' } }, 'length'],
    [{ finish_details: { type: 'stop' } }, 'stop'],
  ] as [object, string][])('is found in %j', (choice, reason) => {
    expect(finishReasonOf(choice)).toBe(reason);
  });

  it.each([
    {},
    { finish_reason: null, stop_reason: null },
    // vLLM puts the text, or the token, there that stopped it.
    { finish_reason: null, stop_reason: '###' },
    { finish_reason: null, stop_reason: 128_009 },
    { finish_reason: 'FINISH_REASON_UNSPECIFIED' },
  ])('is none in %j', (choice) => {
    expect(finishReasonOf(choice)).toBeNull();
  });

  it.each(['error', 'SERVER_ERROR', 'cancelled', 'MALFORMED_FUNCTION_CALL'])('%s is a failure', (finish_reason) => {
    expect(() => finishReasonOf({ finish_reason })).toThrow('The answer ended by');
  });
});

describe('a choice', () => {
  const given = (choice: object) => withReason(choice, finishReasonOf(choice));

  it('has the reason by the name that clients know, and keeps the provider’s own', () => {
    expect(given({ index: 0, finish_reason: 'MAX_TOKENS' })).toEqual({
      ...{ index: 0, finish_reason: 'length', native_finish_reason: 'MAX_TOKENS' },
    });
    expect(given({ finish_reason: 'end_turn', native_finish_reason: 'x' })).toMatchObject({
      native_finish_reason: 'x',
    });
    expect(given({ finish_reason: null, stop_reason: 'max_tokens' })).toEqual({
      ...{ finish_reason: 'length', stop_reason: 'max_tokens' },
    });
  });

  it.each([{ finish_reason: 'stop' }, { finish_reason: null }, { finish_reason: 'pause_turn' }, {}])(
    'with %j stays the same',
    (choice) => {
      expect(given(choice)).toBe(choice);
    },
  );
});
