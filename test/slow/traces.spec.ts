import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { beginSpan, beginTrace } from '../../src/telemetry/tracing.js';
import { type LlmTestService, startLlmService } from '../support/llm-service.js';
import { failure, goodAnswer } from '../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../support/sample-lead.js';
import { startTestService } from '../support/test-service.js';
import { until } from '../support/until.js';

const SCORED = goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70)));
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

/** A collector: takes OTLP over HTTP, and keeps what it got as text, in which names and values can be found. */
async function startCollector(status = 200) {
  const bodies: Buffer[] = [];
  const paths: string[] = [];
  const headers: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      bodies.push(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
      paths.push(request.url ?? '');
      headers.push(request.headers);
      response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    headers,
    text: () => Buffer.concat(bodies).toString('latin1'),
    holds: (hex: string) => Buffer.concat(bodies).includes(Buffer.from(hex, 'hex')),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

let stops: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
});

async function startTraced(environment: Record<string, string> = {}) {
  const collector = await startCollector();
  const service = await startLlmService({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`, ...environment });
  stops.push(() => service.stop(), collector.stop);
  return { collector, service };
}

function qualify(service: LlmTestService, headers: Record<string, string>) {
  return service.http.post('/api/v1/leads/qualify').set(headers).send(LEAD).expect(201);
}

describe('traces', () => {
  it('export the request, its statements and its attempts at providers to a collector', async () => {
    const { collector, service } = await startTraced({ OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20b' });
    service.runpod.script(failure(500));
    service.cerebras.script(SCORED);
    await qualify(service, { traceparent: TRACEPARENT, 'x-request-id': 'traced-request' });
    await until(() => collector.text().includes('POST /api/v1/leads/qualify'));
    expect(collector.paths[0]).toBe('/v1/traces');
    expect(collector.headers[0]).toMatchObject({ 'x-tenant': 'a b' });
    const text = collector.text();
    for (const part of [
      'traced-request',
      'INSERT leads',
      'gen_ai.usage.input_tokens',
      'cerebras',
      'runpod',
      'server_error',
    ])
      expect(text).toContain(part);
    expect(collector.holds(TRACE_ID)).toBe(true);
    for (const secret of [LEAD.company_name, 'key-of-runpod', 'VALUES']) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/[=(,] ?\$\d/);
    expect(service.runpod.requests[0]?.headers).not.toHaveProperty('traceparent');
  });

  it('go on at providers with LLM_PROPAGATE_TRACE', async () => {
    const { service } = await startTraced({ LLM_PROPAGATE_TRACE: 'true' });
    service.runpod.script(SCORED);
    service.cerebras.script(SCORED);
    await qualify(service, { traceparent: TRACEPARENT });
    const [request] = [...service.runpod.requests, ...service.cerebras.requests];
    expect(request?.headers.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
  });

  it.each([
    ['no header'],
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01'],
    ['zz'],
    [`ff${TRACEPARENT.slice(2)}`],
  ])('begin anew with the traceparent %s', async (traceparent) => {
    const { collector, service } = await startTraced();
    await service.http.get('/api/v1/leads').set({ traceparent, 'x-request-id': 'begins-anew' }).expect(200);
    await until(() => collector.text().includes('begins-anew'));
    expect(collector.holds('00f067aa0ba902b7')).toBe(false);
  });

  it('are not made of requests that the share leaves out, unless their traceparent asks for it', async () => {
    const { collector, service } = await startTraced({ OTEL_TRACES_SAMPLER_ARG: '0' });
    await service.http.get('/api/v1/leads').set('x-request-id', 'left-out-request').expect(200);
    await service.http
      .get('/api/v1/leads')
      .set({ 'x-request-id': 'asked-for-it', traceparent: TRACEPARENT })
      .expect(200);
    await until(() => collector.text().includes('asked-for-it'));
    expect(collector.text()).not.toContain('left-out-request');
  });

  it.each([
    ['is away', 'http://127.0.0.1:1'],
    ['never answers', undefined],
  ])('hold up neither requests nor the shutdown when the collector %s', async (_, given) => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = given ?? `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const service = await startTestService({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    for (let count = 0; count < 20; count++) await service.http.get('/api/v1/leads').expect(200);
    const startedAt = performance.now();
    await service.stop();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    silent.closeAllConnections();
    silent.close();
  });

  it('are off without an endpoint: no span is made, and no name of one', () => {
    const describeSpan = () => {
      throw new Error('The name of a span was made');
    };
    expect(beginTrace('request', 'SERVER', TRACEPARENT)).toBeUndefined();
    expect(beginSpan('CLIENT', describeSpan)).toBeUndefined();
  });
});
