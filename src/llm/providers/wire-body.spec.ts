import { describe, expect, it } from 'vitest';
import type { ChatBody } from './answers/chat-completion.js';
import { DEFAULT_HABITS, type ProviderHabits } from './provider-habits.js';
import { toWire } from './wire-body.js';

const messages = [{ role: 'user', content: 'x' }];
const sent = (body: Partial<ChatBody>, habits: Partial<ProviderHabits> = {}, isStream = false) =>
  JSON.parse(
    JSON.stringify(
      toWire({ messages, ...body }, 'm', { ...DEFAULT_HABITS, ...habits }, { isStream, defaultMaxTokens: 9 }),
    ),
  ) as ChatBody;

describe('toWire', () => {
  it.each<[Partial<ProviderHabits>, Partial<ChatBody>, object]>([
    [{}, {}, { max_tokens: 9 }],
    [{}, { max_tokens: null }, { max_tokens: 9 }],
    [{}, { max_completion_tokens: 5 }, { max_completion_tokens: 5 }],
    [{ tokensField: 'max_tokens' }, { max_completion_tokens: 5 }, { max_tokens: 5 }],
    [{ tokensField: 'max_completion_tokens' }, { max_tokens: 5 }, { max_completion_tokens: 5 }],
    [{ tokensField: 'max_completion_tokens' }, {}, { max_completion_tokens: 9 }],
    [{ tokensField: 'max_tokens' }, { max_tokens: 4, max_completion_tokens: 5 }, { max_tokens: 5 }],
  ])('with %j limits %j to %j', (habits, body, limit) => {
    const { max_tokens, max_completion_tokens } = sent(body, habits);
    expect(JSON.parse(JSON.stringify({ max_tokens, max_completion_tokens }))).toMatchObject(limit);
    expect([max_tokens, max_completion_tokens].filter((value) => value != null)).toHaveLength(1);
  });

  it('leaves out fields of the request and of its messages, and changes no other and not the caller’s own', () => {
    const body = {
      store: true,
      seed: 1,
      messages: [...messages, { role: 'assistant', content: 'y', reasoning_content: 'z' }],
    };
    const copy = structuredClone(body);
    const wire = sent(body, { dropFields: ['store', 'reasoning_content', 'user'] });
    expect(wire).toEqual({
      model: 'm',
      max_tokens: 9,
      seed: 1,
      messages: [...messages, { role: 'assistant', content: 'y' }],
    });
    expect(body).toEqual(copy);
  });

  it('sends ids of calls of tools as they are taken', () => {
    const result = { role: 'tool', tool_call_id: 'call_1', content: 'x' };
    expect(sent({ messages: [result] }).messages).toEqual([result]);
    expect(sent({ messages: [result] }, { toolCallIdLength: 9 }).messages).toEqual([
      { ...result, tool_call_id: expect.stringMatching(/^[a-z\d]{9}$/) },
    ]);
  });

  it('sends stream_options only where they are taken', () => {
    expect(sent({}, {}, true)).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(
      sent({ stream_options: { include_usage: true } }, { streamOptions: false }, true).stream_options,
    ).toBeUndefined();
  });

  it('asks for a schema in the prompt, in the first system message', () => {
    const response_format = { type: 'json_schema', json_schema: { schema: { type: 'object' } } };
    const system = { role: 'system', content: 'Be brief.' };
    const asked = sent({ response_format, messages: [system, ...messages] }, { structuredOutput: 'json_object' });
    expect(asked.response_format).toEqual({ type: 'json_object' });
    expect(asked.messages).toHaveLength(2);
    expect(asked.messages[0]).toMatchObject({
      content: expect.stringMatching(/^Be brief\.\n\nAnswer.*JSON Schema:\n\{"type":"object"\}$/s),
    });
    const bare = sent({ response_format }, { structuredOutput: 'prompt' });
    expect(bare.response_format).toBeUndefined();
    expect(bare.messages.map((message) => (message as { role: string }).role)).toEqual(['system', 'user']);
  });

  it('leaves any other format as it is', () => {
    const json = { type: 'json_object' };
    expect(sent({ response_format: json }, { structuredOutput: 'json_object' })).toMatchObject({
      response_format: json,
      messages,
    });
    expect(sent({ response_format: { type: 'text' } }, { structuredOutput: 'prompt' })).toMatchObject({ messages });
    expect(sent({ response_format: json }, { structuredOutput: 'prompt' }).messages).toHaveLength(2);
  });
});
