import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { describe, expect, it } from 'vitest';
import { generateText, type ModelMessage, streamText } from 'ai';
import { json, TEXT } from '../../support/provider-responses.js';
import { useClientService } from './client-service.js';
import { refusesThoughts, thinks, TURNS } from './thinking-providers.js';

const service = useClientService();
const strict = refusesThoughts(thinks(), (path) => {
  const error = { message: `${path}: property '${path}' is unsupported`, type: 'invalid_request_error' };
  return json(400, { ...error, param: 'validation_error', code: 'wrong_api_format' });
});

describe.each([false, true])('A conversation of the AI SDK with a model that thinks (stream: %s)', (isStream) => {
  it(`goes on for ${TURNS} turns over RunPod and Cerebras, and none fails`, async () => {
    service.runpod.script(thinks());
    service.cerebras.script(strict);
    const model = createOpenAICompatible({ name: 'sales-agent', ...service.options }).chatModel('auto');
    const messages: ModelMessage[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      messages.push({ role: 'user', content: `Question ${turn}` });
      const answer = isStream
        ? streamText({ model, messages, maxRetries: 0 })
        : await generateText({ model, messages, maxRetries: 0 });
      expect(await answer.text).toBe(TEXT);
      messages.push(...(await answer.finalStep).response.messages);
    }
    expect(service.runpod.requests.at(-1)?.body.messages.some((message) => 'reasoning_content' in message)).toBe(true);
    expect([service.runpod.requests.length, service.cerebras.requests.length]).toEqual([160, 40]);
    expect(service.ledgerRows().every(({ outcome, errorClass }) => outcome === 'ok' && errorClass === null)).toBe(true);
  }, 120_000);
});
