import { ContextOverflowError } from '@langchain/core/errors';
import { type BaseMessageLike, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { ChatOpenAI, type ChatOpenAIFields, OpenAIEmbeddings } from '@langchain/openai';
import { goodAnswer, TEXT, vectors } from '../../support/provider-responses.js';
import {
  brokenStream,
  type ClientOptions,
  endlessWords,
  expectAbort,
  expectNoCall,
  expectToolResult,
  partsOf,
  leaveAfter,
  QUESTION,
  SCHEMA,
  TOOL,
  toolCall,
  useClientService,
  VECTORS,
  WEATHER,
} from './client-service.js';

const service = useClientService('/api/v1/llm/v1');

function chat(model: string, fields: ChatOpenAIFields = {}, options: ClientOptions = service.options): ChatOpenAI {
  const { apiKey, baseURL } = options;
  return new ChatOpenAI({ model, apiKey, maxRetries: 0, configuration: { baseURL }, ...fields });
}

describe('LangChain', () => {
  it('gets a plain answer, with its usage', async () => {
    const answer = await chat('gpt-oss-120b').invoke(QUESTION);
    expect([answer.content, answer.usage_metadata]).toMatchObject([TEXT, { input_tokens: 20, output_tokens: 10 }]);
    expect(service.ledgerRows()).toMatchObject([{ provider: 'cerebras', outcome: 'ok' }]);
  });

  it('gets a stream, with its usage', async () => {
    const parts = await partsOf(await chat('runpod').stream(QUESTION));
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map(({ text }) => text).join('')).toBe(TEXT);
    expect(parts.findLast(({ usage_metadata }) => usage_metadata)?.usage_metadata).toMatchObject({ output_tokens: 10 });
  });

  it.each([false, true])('calls a tool in two steps (streaming: %s)', async (isStream) => {
    service.runpod.script(toolCall, goodAnswer());
    const model = chat('runpod').bindTools([{ type: 'function', function: TOOL }]);
    const question = new HumanMessage(QUESTION);
    const ask = async (messages: BaseMessageLike[]) =>
      isStream
        ? (await partsOf(await model.stream(messages))).reduce((all, part) => all.concat(part))
        : model.invoke(messages);
    const first = await ask([question]);
    expect(first.tool_calls).toMatchObject([{ name: 'weather', args: { city: 'Ghent' }, id: 'call_1' }]);
    const result = new ToolMessage({ content: 'rain in Ghent', tool_call_id: first.tool_calls?.[0]?.id ?? '' });
    expect((await ask([question, first, result])).content).toBe(TEXT);
    expectToolResult(service);
  });

  it('parses structured output', async () => {
    service.runpod.script(goodAnswer(WEATHER));
    const model = chat('runpod').withStructuredOutput(SCHEMA, { name: 'weather', method: 'jsonSchema', strict: true });
    expect(await model.invoke(QUESTION)).toEqual(WEATHER);
    expect(service.runpod.requests[0]?.body.response_format).toMatchObject({ type: 'json_schema' });
  });

  it('aborts a stream, which cancels the provider', async () => {
    service.runpod.script(endlessWords);
    const controller = new AbortController();
    const stream = await chat('runpod').stream(QUESTION, { signal: controller.signal });
    const read = leaveAfter(3, stream, () => {
      controller.abort();
    });
    await expect(read).rejects.toThrow(/abort/i);
    await expectAbort(service);
  });

  it('learns that a stream broke', async () => {
    service.runpod.script(brokenStream);
    const read = async () => partsOf(await chat('runpod').stream(QUESTION));
    await expect(read()).rejects.toThrow(/broke off/);
  });

  it('learns from a wrong route how it is switched', async () => {
    const wrong = chat('auto', { useResponsesApi: true }).invoke(QUESTION);
    await expect(wrong).rejects.toThrow(/Responses API is not offered.*LangChain by useResponsesApi: false/);
    expectNoCall(service);
  });

  it('learns that its key is wrong', async () => {
    await expect(chat('auto', {}, service.wrongKey).invoke(QUESTION)).rejects.toMatchObject({ status: 401 });
    expectNoCall(service);
  });

  it('gets embeddings', async () => {
    service.runpod.script(vectors());
    const { apiKey, baseURL } = service.options;
    const embeddings = new OpenAIEmbeddings({ model: 'embedding-model', apiKey, configuration: { baseURL } });
    expect(await embeddings.embedDocuments(['a', 'b'])).toEqual(VECTORS);
  });

  it('knows a prompt that is too long as such', async () => {
    await expect(chat('small').invoke('word '.repeat(1_000))).rejects.toBeInstanceOf(ContextOverflowError);
  });

  it('takes a model that is named like one of OpenAI’s reasoning models for it', async () => {
    // LangChain sends such a model the system's message as the developer's.
    const model = chat('gpt-4o', { streamUsage: false, user: 'u', reasoning: { effort: 'low' } });
    expect((await model.invoke([['system', 'Be brief.'] as never, new HumanMessage(QUESTION)])).content).toBe(TEXT);
    expect(service.cerebras.requests[0]?.body.messages[0]?.role).toBe('system');
  });
});
