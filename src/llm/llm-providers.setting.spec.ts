import { describe, expect, it } from 'vitest';
import { readProviderEntries } from './llm-providers.setting.js';
import { PRESET_NAMES, presetOf } from './providers/provider-presets.js';

const entry = (more: object) => [{ name: 'x', base_url: 'http://x.example/v1', model: 'm', ...more }];

describe('LLM_PROVIDERS', () => {
  it.each(PRESET_NAMES)('takes the preset %s, and its name where the entry has none', (preset) => {
    expect(readProviderEntries([{ preset, model: 'm' }])).toEqual([{ name: preset, preset, model: 'm' }]);
    const { habits, baseUrl } = presetOf(preset);
    expect(habits).toMatchObject({ streamOptions: expect.any(Boolean), structuredOutput: expect.any(String) });
    expect(baseUrl === undefined || URL.canParse(baseUrl)).toBe(true);
  });

  it('takes names of properties in snake_case and in camelCase', () => {
    const timeouts = { connect_ms: 500, first_token_ms: 1_000, idleMs: 2_000, totalMs: 3_000 };
    const given = {
      tokensField: 'max_tokens',
      stream_options: false,
      structuredOutput: 'prompt',
      dropFields: ['store'],
    };
    expect(readProviderEntries(entry({ ...given, timeouts, headers: { 'api-key': 'k' }, query: { v: '1' } }))).toEqual([
      {
        name: 'x',
        baseUrl: 'http://x.example/v1',
        model: 'm',
        tokensField: 'max_tokens',
        streamOptions: false,
        structuredOutput: 'prompt',
        dropFields: ['store'],
        timeouts: { connectMs: 500, firstTokenMs: 1_000, idleMs: 2_000, totalMs: 3_000 },
        headers: { 'api-key': 'k' },
        query: { v: '1' },
      },
    ]);
  });

  it.each<[string, object]>([
    ['[0].preset must be one of openai, azure', { preset: 'nobody' }],
    ['[0].preset must be', { preset: 'toString' }],
    ['[0].preset must be', { preset: ['openai'] }],
    ['[0].tokens_field must be one of max_tokens, max_completion_tokens', { tokensField: 'tokens' }],
    ['[0].stream_options must be one of true, false', { stream_options: 'no' }],
    ['[0].structured_output must be one of json_schema, json_object, prompt', { structured_output: 'xml' }],
    ['[0].tool_call_id_length must be a whole number from 8 to 64', { tool_call_id_length: 4 }],
    ['[0].drop_fields must be', { drop_fields: 'store' }],
    ['[0].drop_fields must be', { drop_fields: ['messages'] }],
    ['[0].drop_fields must be', { drop_fields: ['content'] }],
    ['[0].drop_fields must be', { drop_fields: ['a b'] }],
    ['[0].timeouts must be an object', { timeouts: 5 }],
    ['[0].timeouts must be an object', { timeouts: [] }],
    ['[0].timeouts.idle_ms must be a whole number from 50', { timeouts: { idle_ms: 1 } }],
    ['[0].timeouts must have no properties but', { timeouts: { forever: 1 } }],
    ['[0].headers must be an object of texts without line breaks', { headers: { 'x-a': 'b\r\nhost: evil' } }],
    ['[0].headers must be', { headers: { 'x-a': 'b\nc' } }],
    ['[0].headers must be', { headers: { 'x-a': 'a\0b' } }],
    ['[0].headers must be', { headers: { 'x a': 'b' } }],
    ['[0].headers must be', { headers: { 'x-a: b\r\nc': 'd' } }],
    ['[0].headers must be', { headers: { 'Content-Length': '0' } }],
    ['[0].headers must be', { headers: { 'Transfer-Encoding': 'chunked' } }],
    ['[0].headers must be', { headers: { 'x-a': 5 } }],
    ['[0].headers must be', { headers: ['x'] }],
    ['[0].query must be an object of texts', { query: { 'a b': 'c' } }],
    ['[0].query must be an object of texts', { query: 'a=b' }],
    ['[0].base_url must be an http or https URL', { base_url: 'http://x.example:99999' }],
    ['[0].base_url must be an http or https URL', { base_url: 'http://x.example/v1#a' }],
    ['without a user and password: a key is for api_key or headers', { base_url: 'https://evil:pass@x.example/v1' }],
    ['without a user and password: a key is for api_key or headers', { base_url: 'https://evil@x.example/v1' }],
    ['[0] must give price_input once, not under two names', { price_input: '1', priceInput: '2' }],
    ['[0].timeouts must give idle_ms once, not under two names', { timeouts: { idle_ms: 100, idleMs: 100 } }],
    ['[0].headers must be an object of texts', { headers: { 'X-Team': 'a', 'x-team': 'b' } }],
    ['[0] must have no properties but', { colour: 'red' }],
    ['[0] must have no properties but', { __proto__X: 1 }],
  ])('refuses, by name and without its value: %s', (message, wrong) => {
    expect(() => readProviderEntries(entry(wrong))).toThrow(message);
    expect(() => readProviderEntries(entry(wrong))).not.toThrow(/evil|forever|colour/);
  });

  it.each([
    'http://x.example/v1/chat/completions',
    'http://x.example/v1/@cf/chat/completions',
    'https://x.example/openai/d/m/chat/completions?api-version=2026-01-01',
  ])('takes the base URL %s', (base_url) => {
    expect(readProviderEntries(entry({ base_url }))).toMatchObject([{ baseUrl: base_url }]);
  });
});
