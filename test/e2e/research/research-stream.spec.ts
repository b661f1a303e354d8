import { beforeEach, describe, expect, it } from 'vitest';
import {
  goodAnswer,
  chunk,
  cutStream,
  failure,
  finishChunk,
  stalledStream,
  stream,
  TEXT,
  USAGE,
  usageChunk,
  textChunks,
} from '../../support/provider-responses.js';
import { startTestService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { RESEARCH_PATH, RESEARCH_QUERY, useResearchService } from '../../support/research-service.js';

const service = useResearchService();

beforeEach(() => {
  service.reset();
});

interface Event {
  name: string;
  data: Record<string, unknown>;
}

function eventsIn(text: string): Event[] {
  return text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(event)!;
      return { name: name!, data: JSON.parse(data!) };
    });
}

const open = (body: object = {}, init: RequestInit = {}, url = service.url) =>
  fetch(url + RESEARCH_PATH, {
    method: 'POST',
    body: JSON.stringify({ query: RESEARCH_QUERY, stream: true, ...body }),
    ...init,
    headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string> | undefined) },
  });

describe('a streamed answer', () => {
  it('comes in parts, and ends with the whole account', async () => {
    const answered = await open({ libraries: ['react'] });
    expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const events = eventsIn(await answered.text());
    const parts = events.slice(1, -1);
    expect(events[0]).toMatchObject({
      name: 'basis',
      data: { grounding: 'grounded', sources: [{ kind: 'documentation' }] },
    });
    expect(parts.length).toBeGreaterThan(3);
    const text = parts.map(({ name, data }) => (name === 'text' ? String(data.text) : name)).join('');
    expect(text).toBe(`${TEXT}\n\nSources: [1] REACT documentation, by Context7`);
    expect(events.at(-1)).toEqual({
      name: 'done',
      data: {
        ...events[0]!.data,
        result: text,
        truncated: false,
        model: 'model-of-the-provider',
        provider: 'runpod',
        tokens_used: USAGE.total_tokens,
        cost_usd: '0.0000006',
        latency_ms: expect.any(Number),
        timestamp: expect.any(String),
      },
    });
    expect(service.ledgerRows()).toMatchObject([{ operation: 'research', outcome: 'ok', costPicoUsd: 600_000n }]);
  });

  it('arrives as the model writes it', async () => {
    const gate = Promise.withResolvers<undefined>();
    service.runpod.script(async (exchange) => {
      exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
      exchange.response.write(`data: ${JSON.stringify(chunk({ content: 'First' }))}\n\n`);
      await gate.promise;
      await stream([finishChunk('length'), usageChunk(), '[DONE]'])(exchange);
    });
    const reader = (await open()).body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('First')) text += (await reader.read()).value ?? '';
    gate.resolve(undefined);
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    expect(eventsIn(text).at(-1)).toMatchObject({ name: 'done', data: { result: 'First', truncated: true } });
  });

  it("holds nothing of the model's reasoning", async () => {
    service.runpod.script(stream([chunk({ reasoning_content: 'Hm.' }), ...textChunks(), finishChunk(), '[DONE]']));
    const text = await (await open()).text();
    expect(text).not.toContain('Hm.');
    expect(eventsIn(text).at(-1)).toMatchObject({
      name: 'done',
      data: { result: TEXT, tokens_used: expect.any(Number) },
    });
  });

  it('that breaks off ends with an error, and is paid for', async () => {
    service.runpod.script(cutStream(textChunks()));
    const answered = await open();
    const events = eventsIn(await answered.text());
    expect(events.map(({ name }) => name)).not.toContain('done');
    expect(events.at(-1)).toEqual({
      name: 'error',
      data: {
        error_code: 'LLM_API_ERROR',
        message: expect.stringContaining('broke off'),
        details: { provider: 'runpod', error: 'broken_off' },
        timestamp: expect.any(String),
        request_id: answered.headers.get('x-request-id'),
      },
    });
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'truncated', usageSource: 'estimated' }]);
  });

  it('that cannot begin is a failure like any other', async () => {
    service.runpod.script(failure(500));
    service.cerebras.script(failure(500));
    const failed = await open();
    expect([failed.status, await failed.json()]).toMatchObject([502, { error_code: 'LLM_API_ERROR' }]);
    const bare = await startTestService();
    try {
      expect((await open({}, {}, bare.url)).status).toBe(503);
    } finally {
      await bare.stop();
    }
  });

  it('comes from the next provider where the first one fails before it', async () => {
    service.runpod.script(failure(503));
    const events = eventsIn(await (await open()).text());
    expect(events.at(-1)).toMatchObject({ name: 'done', data: { provider: 'cerebras', result: TEXT } });
  });

  it('cannot be repeated by a key', async () => {
    const refused = await open({}, { headers: { 'idempotency-key': 'stream' } });
    expect([refused.status, await refused.json()]).toMatchObject([422, { error_code: 'VALIDATION_ERROR' }]);
    expect(service.ledgerRows()).toEqual([]);
  });

  it('ends with its reader', async () => {
    service.runpod.script(stalledStream(textChunks()));
    const controller = new AbortController();
    const { body } = await open({}, { signal: controller.signal });
    await body!.getReader().read();
    controller.abort();
    await service.runpod.waitFor(([request]) => request?.wasCancelled === true);
    await until(() => service.ledgerRows().length === 1);
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'aborted', usageSource: 'estimated' }]);
    service.runpod.script(goodAnswer());
    expect((await open()).status).toBe(200);
  });
});
