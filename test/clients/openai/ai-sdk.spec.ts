import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { describe, expect, it } from 'vitest';
import { APICallError, embedMany, generateText, isStepCount, jsonSchema, Output, streamText, tool } from 'ai';
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

const service = useClientService('/api/v1/llm');
const provider = (options: ClientOptions = service.options) =>
  createOpenAICompatible({ name: 'sales-agent', supportsStructuredOutputs: true, includeUsage: true, ...options });
const asked = (model: string) => ({ model: provider().chatModel(model), prompt: QUESTION, maxRetries: 0 });

const tools = {
  weather: tool({
    description: TOOL.description,
    inputSchema: jsonSchema<{ city: string }>(TOOL.parameters),
    execute: TOOL.execute,
  }),
};

describe('The AI SDK', () => {
  it('gets a plain answer, with its usage', async () => {
    const { text, usage } = await generateText(asked('auto'));
    expect([text, usage.inputTokens, usage.outputTokens]).toEqual([TEXT, 20, 10]);
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', promptTokens: 20, completionTokens: 10 }]);
  });

  it('gets a stream, with its usage', async () => {
    const result = streamText(asked('runpod'));
    const parts = await partsOf(result.textStream);
    expect(parts.length).toBeGreaterThan(2);
    expect([parts.join(''), (await result.usage).outputTokens, await result.finishReason]).toEqual([TEXT, 10, 'stop']);
  });

  it('calls a tool in two steps, streaming and not', async () => {
    service.runpod.script(toolCall, goodAnswer());
    const { text, steps } = await generateText({ ...asked('runpod'), tools, stopWhen: isStepCount(3) });
    expect([text, steps.length]).toEqual([TEXT, 2]);
    expectToolResult(service);
    service.runpod.script(toolCall, goodAnswer());
    const result = streamText({ ...asked('runpod'), tools, stopWhen: isStepCount(3) });
    expect(await result.text).toBe(TEXT);
    expectToolResult(service);
  });

  it('parses structured output', async () => {
    service.runpod.script(goodAnswer(WEATHER));
    const output = Output.object({ schema: jsonSchema<typeof WEATHER>(SCHEMA as never) });
    expect((await generateText({ ...asked('runpod'), output })).output).toEqual(WEATHER);
    expect(service.runpod.requests[0]?.body.response_format).toMatchObject({ type: 'json_schema' });
  });

  it('aborts a stream, which cancels the provider', async () => {
    service.runpod.script(endlessWords);
    const controller = new AbortController();
    const result = streamText({ ...asked('runpod'), abortSignal: controller.signal, onError: () => undefined });
    await leaveAfter(5, result.stream, () => {
      controller.abort();
    });
    await expectAbort(service);
  });

  it('learns that a stream broke', async () => {
    service.runpod.script(brokenStream);
    const result = streamText({ ...asked('runpod'), onError: () => undefined });
    const parts = await partsOf(result.stream);
    const errors = parts.flatMap((part) => (part.type === 'error' ? [part.error] : []));
    expect(errors.map((error) => JSON.stringify(error))).toEqual([expect.stringContaining('broke off')]);
    const ends = parts.flatMap((part) => (part.type === 'finish' ? [part.finishReason] : []));
    expect(ends).not.toContain('stop');
  });

  it('learns from a wrong route how it is switched', async () => {
    const model = provider().completionModel('auto');
    const wrong = generateText({ model, prompt: QUESTION, maxRetries: 0 });
    await expect(wrong).rejects.toBeInstanceOf(APICallError);
    await expect(wrong).rejects.toThrow(/Completions of a text are not offered\. .*provider\.chat\('auto'\)/);
    expectNoCall(service);
  });

  it('learns that its key is wrong, and does not try again', async () => {
    const model = provider(service.wrongKey).chatModel('auto');
    const wrong = generateText({ model, prompt: QUESTION });
    await expect(wrong).rejects.toMatchObject({ statusCode: 401, isRetryable: false });
    expectNoCall(service);
  });

  it('gets embeddings', async () => {
    service.runpod.script(vectors());
    const model = provider().embeddingModel('embedding-model');
    expect(await embedMany({ model, values: ['a', 'b'] })).toMatchObject({ embeddings: VECTORS, usage: { tokens: 7 } });
  });

  it('learns which models there are from one that is not', async () => {
    await expect(generateText(asked('gpt-9'))).rejects.toThrow(/There are auto, .*cerebras/);
  });
});
