import { beforeAll, describe, expect, it } from 'vitest';
import { PRESET_NAMES, type PresetName } from '../../../src/llm/providers/provider-presets.js';
import { CHAT_PATH } from '../../support/llm-service.js';
import { type ChatBody, useProviderDouble } from '../../support/provider-double.js';
import { useService } from '../../support/test-service.js';

const THINKING = ['reasoning_content', 'reasoning', 'reasoning_details'];
const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'], additionalProperties: false };
const REQUEST = {
  messages: [
    { role: 'user', content: 'x', name: 'Dana' },
    { role: 'assistant', content: 'y', reasoning_content: 'a', reasoning: 'b', reasoning_details: [] },
    { role: 'user', content: 'z' },
  ],
  response_format: { type: 'json_schema', json_schema: { name: 's', schema, strict: true } },
  ...{ stream: true, max_tokens: 7, store: false, metadata: {}, user: 'u', seed: 1 },
  ...{ tools: [{ type: 'function', function: { name: 'f' } }], parallel_tool_calls: true },
};

/** The field that limits tokens, and what is left out of such a request. */
const PRESETS: Record<PresetName, [limit: string, leftOut: string[]]> = {
  openai: ['max_completion_tokens', THINKING],
  azure: ['max_completion_tokens', THINKING],
  deepseek: ['max_tokens', []],
  mistral: ['max_tokens', [...THINKING, 'stream_options', 'store', 'user', 'seed']],
  groq: ['max_completion_tokens', [...THINKING, 'store', 'metadata', 'name']],
  openrouter: ['max_tokens', []],
  together: ['max_tokens', []],
  xai: ['max_completion_tokens', ['store', 'metadata']],
  gemini: ['max_tokens', [...THINKING, 'store', 'metadata', 'user', 'parallel_tool_calls']],
  ollama: ['max_tokens', []],
  vllm: ['max_tokens', []],
  llamacpp: ['max_tokens', []],
  cerebras: ['max_tokens', ['reasoning_content', 'reasoning_details', 'store', 'metadata']],
  runpod: ['max_tokens', []],
};

describe('Each preset', () => {
  const double = useProviderDouble();
  const service = useService(() => ({
    LLM_PROVIDERS: JSON.stringify([
      ...PRESET_NAMES.map((preset) => ({ preset, base_url: `${double.url}/v1`, model: 'm', api_key: 'key-of-double' })),
      {
        ...{ name: 'changed', preset: 'mistral', base_url: double.url, model: 'm' },
        ...{ tokensField: 'max_completion_tokens', streamOptions: true, structuredOutput: 'prompt', dropFields: [] },
      },
    ]),
  }));
  const sent = async (model: string): Promise<ChatBody> => {
    double.script();
    const { status } = await service.http.post(CHAT_PATH).send({ ...REQUEST, model });
    expect(status).toBe(200);
    return double.requests[0]!.body;
  };
  const leftOutOf = (body: ChatBody) => {
    const names = [
      ...Object.keys(REQUEST),
      'stream_options',
      ...REQUEST.messages.flatMap((message) => Object.keys(message)),
    ];
    return [...new Set(names)].filter((name) => !(name in body) && !body.messages.some((message) => name in message));
  };

  beforeAll(() => {
    expect(Object.keys(PRESETS)).toEqual(PRESET_NAMES);
  });

  it.each(Object.entries(PRESETS))('%s sends a request as that provider takes it', async (preset, [limit, leftOut]) => {
    const body = await sent(preset);
    expect(body[limit]).toBe(7);
    const renamed = limit === 'max_tokens' ? [] : ['max_tokens'];
    expect(leftOutOf(body).sort()).toEqual([...leftOut, ...renamed].sort());
    const format = preset === 'deepseek' ? { type: 'json_object' } : REQUEST.response_format;
    expect(body.response_format).toEqual(format);
    expect(double.requests[0]?.headers[preset === 'azure' ? 'api-key' : 'authorization']).toContain('key-of-double');
  });

  it('is overridden in each of its parts', async () => {
    const body = await sent('changed');
    expect(body).toMatchObject({
      max_completion_tokens: 7,
      stream_options: { include_usage: true },
      seed: 1,
      user: 'u',
    });
    expect(body.response_format).toBeUndefined();
    expect(body.messages[0]?.content).toContain(JSON.stringify(schema));
  });
});
