import { beforeAll, describe, expect, it } from 'vitest';
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';
import { goodAnswer, TEXT } from '../../support/provider-responses.js';
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
  TOOL,
  toolCall,
  useClientService,
  WEATHER,
} from './client-service.js';

const service = useClientService();

beforeAll(() => {
  setTracingDisabled(true);
});

function runner(options: ClientOptions = service.options, useResponses = false): Runner {
  const openAIClient = new OpenAI({ ...options, maxRetries: 0 });
  return new Runner({ modelProvider: new OpenAIProvider({ openAIClient, useResponses }), tracingDisabled: true });
}

const agent = (model: string, more: object = {}) =>
  new Agent({ name: 'Weather', instructions: 'Be brief.', model, ...more });

const weather = tool({ ...TOOL, parameters: z.object({ city: z.string() }) });

describe('The agents SDK', () => {
  it('gets a plain answer', async () => {
    const { finalOutput } = await runner().run(agent('gpt-4o'), QUESTION);
    expect(finalOutput).toBe(TEXT);
    expect(service.ledgerRows()).toMatchObject([{ provider: 'cerebras', outcome: 'ok', promptTokens: 20 }]);
  });

  it('gets a stream', async () => {
    const result = await runner().run(agent('runpod'), QUESTION, { stream: true });
    const parts = await partsOf(result.toTextStream());
    await result.completed;
    expect([parts.length > 2, parts.join('')]).toEqual([true, TEXT]);
  });

  it('calls a tool in two steps, streaming and not', async () => {
    service.runpod.script(toolCall, goodAnswer());
    expect((await runner().run(agent('runpod', { tools: [weather] }), QUESTION)).finalOutput).toBe(TEXT);
    expectToolResult(service);
    service.runpod.script(toolCall, goodAnswer());
    const result = await runner().run(agent('runpod', { tools: [weather] }), QUESTION, { stream: true });
    await result.completed;
    expect(result.finalOutput).toBe(TEXT);
    expectToolResult(service);
  });

  it('parses structured output', async () => {
    service.runpod.script(goodAnswer(WEATHER));
    const outputType = z.object({ city: z.string(), degrees: z.number() });
    expect((await runner().run(agent('runpod', { outputType }), QUESTION)).finalOutput).toEqual(WEATHER);
    expect(service.runpod.requests[0]?.body.response_format).toMatchObject({ type: 'json_schema' });
  });

  it('aborts a stream, which cancels the provider', async () => {
    service.runpod.script(endlessWords);
    const controller = new AbortController();
    const result = await runner().run(agent('runpod'), QUESTION, { stream: true, signal: controller.signal });
    await leaveAfter(3, result.toTextStream(), () => {
      controller.abort();
    });
    await result.completed.catch(() => undefined);
    await expectAbort(service);
  });

  it('learns that a stream broke', async () => {
    service.runpod.script(brokenStream);
    const result = await runner().run(agent('runpod'), QUESTION, { stream: true });
    await expect(result.completed).rejects.toThrow(/broke off/);
  });

  it('learns from a wrong route how it is switched', async () => {
    const wrong = runner(service.options, true).run(agent('auto'), QUESTION);
    await expect(wrong).rejects.toThrow(/Responses API is not offered.*setOpenAIAPI\('chat_completions'\)/);
    expectNoCall(service);
  });

  it('learns that its key is wrong', async () => {
    await expect(runner(service.wrongKey).run(agent('auto'), QUESTION)).rejects.toMatchObject({ status: 401 });
    expectNoCall(service);
  });
});
