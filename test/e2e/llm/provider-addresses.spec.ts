import { describe, expect, it } from 'vitest';
import { CHAT_PATH, MESSAGES } from '../../support/llm-service.js';
import { useProviderDouble } from '../../support/provider-double.js';
import { useService } from '../../support/test-service.js';

describe('The address of a provider', () => {
  const double = useProviderDouble();
  const service = useService(() => {
    const at = (name: string, path: string, more: object = {}) => ({
      ...{ name, model: 'm', api_key: 'key-of-double', base_url: double.url + path },
      ...more,
    });
    const providers = [
      at('plain', '/v1'),
      at('slash', '/v1/'),
      at('whole', '/v1/chat/completions'),
      at('root', ''),
      at('query', '/openai/deployments/d/chat/completions?api-version=2026-01-01', { query: { tier: 'a b' } }),
      at('azure', '/openai/v1', { preset: 'azure' }),
      at('headers', '/v1', { headers: { 'X-Own': 'yes', Authorization: 'Token own' } }),
      { name: 'keyless', base_url: `${double.url}/v1`, model: 'm', preset: 'ollama' },
    ];
    return { LLM_PROVIDERS: JSON.stringify(providers) };
  });

  it.each<[name: string, path: string, headers: object]>([
    ['plain', '/v1/chat/completions', { authorization: 'Bearer key-of-double' }],
    ['slash', '/v1/chat/completions', {}],
    ['whole', '/v1/chat/completions', {}],
    ['root', '/chat/completions', {}],
    ['query', '/openai/deployments/d/chat/completions?api-version=2026-01-01&tier=a+b', {}],
    ['azure', '/openai/v1/chat/completions', { 'api-key': 'key-of-double' }],
    ['headers', '/v1/chat/completions', { 'x-own': 'yes', authorization: 'Token own' }],
    ['keyless', '/v1/chat/completions', {}],
  ])('of %s is %s', async (model, path, headers) => {
    double.script();
    const { status } = await service.http.post(CHAT_PATH).send({ model, messages: MESSAGES });
    expect(status).toBe(200);
    const [sent] = double.requests;
    expect(sent?.path).toBe(path);
    expect(sent?.headers).toMatchObject(headers);
    if (['azure', 'keyless'].includes(model)) expect(sent?.headers.authorization).toBeUndefined();
  });
});
