import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { describe, expect, it } from 'vitest';
import { generateText, type ModelMessage, streamText } from 'ai';
import { failure, goodAnswer, TEXT } from '../../support/provider-responses.js';
import { useClientService } from './client-service.js';
import { refusesThoughts, THOUGHT, thinks, TURNS } from './thinking-providers.js';

const service = useClientService();
const strict = refusesThoughts(goodAnswer(), (path) => {
  const error = { message: `body.${path}: property '${path}' is unsupported`, code: 'wrong_api_format' };
  return failure(400, {}, { ...error, type: 'invalid_request_error', param: 'validation_error' });
});

describe('A long conversation by the AI SDK, with reasoning', () => {
  it('fails in no turn where one provider thinks and the other refuses thoughts in messages', async () => {
    service.runpod.script(thinks({ role: 'assistant' }));
    service.cerebras.script(strict);
    const model = createOpenAICompatible({ name: 'sales-agent', includeUsage: true, ...service.options }).chatModel(
      'auto',
    );
    const messages: ModelMessage[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      messages.push({ role: 'user', content: `Say word ${turn}.` });
      const ask = turn % 2 === 0 ? generateText : streamText;
      const result = ask({ model, messages, maxRetries: 0 });
      const { text, responseMessages } = await settled(result);
      expect(text).toBe(TEXT);
      messages.push(...responseMessages);
    }
    const rows = service.ledgerRows();
    expect(rows.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(Object.groupBy(rows, ({ provider }) => provider)).toMatchObject({
      runpod: { length: TURNS * 0.8 },
      cerebras: { length: TURNS * 0.2 },
    });
    // The server that thinks gets its thoughts back.
    expect(JSON.stringify(service.runpod.requests.at(-1)?.body.messages)).toContain(THOUGHT);
  }, 120_000);
});

/** What a turn brought, whether it was a stream or not. */
async function settled(
  turn: ReturnType<typeof generateText> | ReturnType<typeof streamText>,
): Promise<{ text: string; responseMessages: ModelMessage[] }> {
  const result = await turn;
  return { text: await result.text, responseMessages: await result.responseMessages };
}
