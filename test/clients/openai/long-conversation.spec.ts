import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { describe, expect, it } from 'vitest';
import { generateText, type ModelMessage, streamText } from 'ai';
import type { ScriptedResponse } from '../../support/provider-double.js';
import {
  chunk,
  completion,
  failure,
  finishChunk,
  goodAnswer,
  json,
  stream,
  TEXT,
  textChunks,
  USAGE,
  usageChunk,
} from '../../support/provider-responses.js';
import { useClientService } from './client-service.js';

const TURNS = 200;
const THOUGHT = 'The user wants a word.';

const service = useClientService();

/** A server that thinks aloud, as vLLM does. */
const thinking: ScriptedResponse = (call) =>
  call.body.stream === true
    ? stream([
        chunk({ role: 'assistant', reasoning_content: THOUGHT }),
        ...textChunks(),
        finishChunk(),
        usageChunk(),
        '[DONE]',
      ])(call)
    : json(200, { ...completion(TEXT, { reasoning_content: THOUGHT }), usage: USAGE })(call);

/** A server that checks every field of a message, as Cerebras does. */
const strict: ScriptedResponse = (call) => {
  const index = call.body.messages.findIndex((message) => 'reasoning_content' in message);
  if (index < 0) return goodAnswer()(call);
  const path = `messages.${index}.assistant.reasoning_content`;
  const error = { message: `body.${path}: property '${path}' is unsupported`, code: 'wrong_api_format' };
  return failure(400, {}, { ...error, type: 'invalid_request_error', param: 'validation_error' })(call);
};

describe('A long conversation by the AI SDK, with reasoning', () => {
  it('fails in no turn where one provider thinks and the other refuses thoughts in messages', async () => {
    service.runpod.script(thinking);
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
