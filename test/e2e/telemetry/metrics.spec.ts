import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BoundedLabel, registry } from '../../../src/telemetry/metrics.js';
import { bearing, issueKey, type KeyHolder, makeWorkspace, UNKNOWN_ID } from '../../support/callers.js';
import { useLlmService } from '../../support/llm-service.js';
import { failure, goodAnswer, silent } from '../../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../../support/sample-lead.js';
import { startReplica, useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const ROW = /^\| `([a-z_]+)` +\| ([a-z, _]+?) +\| (\w+) +\|/gm;
const SCORED = goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70)));

describe('GET /metrics', () => {
  const service = useLlmService();
  let prometheus: KeyHolder;

  beforeAll(async () => {
    prometheus = await issueKey(service, { scopes: ['metrics:read'] });
  });

  async function scrape(url = service.url): Promise<string> {
    const answer = await fetch(`${url}/metrics`, { headers: bearing(prometheus) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    return answer.text();
  }

  /** The sum of the samples of a family that have these labels. */
  async function valueOf(name: string, labels: Record<string, string> = {}): Promise<number> {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const samples = (await scrape())
      .split('\n')
      .filter((line) => line.startsWith(name) && /[{ ]/.test(line[name.length]!));
    const fitting = samples.filter((line) => wanted.every((label) => line.includes(label)));
    return fitting.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  it('needs a key with the scope metrics:read, of the default workspace', async () => {
    const workspace = await makeWorkspace(service.database);
    const statusFor = async (holder?: KeyHolder) =>
      (await fetch(`${service.url}/metrics`, holder && { headers: bearing(holder) })).status;
    expect(await statusFor()).toBe(401);
    expect(await statusFor(await issueKey(service, { scopes: ['usage:read'] }))).toBe(403);
    expect(await statusFor(await issueKey(service, { scopes: ['metrics:read'], workspace }))).toBe(403);
    expect(await statusFor(await issueKey(service))).toBe(200);
    expect(await statusFor(prometheus)).toBe(200);
    const leads = await fetch(`${service.url}/api/v1/leads`, { headers: bearing(prometheus) });
    expect(leads.status).toBe(403);
  });

  it('counts requests by the template of their route, whatever paths are made up', async () => {
    const { authorization } = bearing(await issueKey(service));
    const route = '/api/v1/leads/:id';
    const before = await valueOf('http_requests_total', { route, status: '4xx' });
    const unknown = await valueOf('http_requests_total', { route: 'unmatched' });
    await fetch(`${service.url}/api/v1/leads/${UNKNOWN_ID}`, { headers: { authorization } });
    for (let count = 0; count < 5; count++) await fetch(`${service.url}/made/up/${count}?secret=hunter2`);
    await until(async () => (await valueOf('http_requests_total', { route: 'unmatched' })) === unknown + 5);
    expect(await valueOf('http_requests_total', { route, status: '4xx' })).toBe(before + 1);
    expect(await valueOf('http_request_duration_seconds_count', { route, status: '4xx' })).toBe(before + 1);
    expect(await scrape()).not.toMatch(/hunter2|made\/up/);
  });

  it('counts a request whose caller hangs up', async () => {
    const before = await valueOf('http_requests_total', { route: '/api/v1/llm/chat/completions', status: '4xx' });
    service.reset();
    service.runpod.script(silent);
    const { authorization } = bearing(await issueKey(service));
    const leaving = new AbortController();
    const asking = service.chat({}, { authorization }, leaving.signal).catch(() => undefined);
    await until(() => service.runpod.requests.length > 0);
    leaving.abort();
    await asking;
    await until(async () => {
      const now = await valueOf('http_requests_total', { route: '/api/v1/llm/chat/completions', status: '4xx' });
      return now === before + 1;
    });
    service.reset();
  });

  it('counts attempts, tokens, cost and fallbacks of language models as the ledger does', async () => {
    service.reset();
    service.runpod.script(failure(500));
    service.cerebras.script(SCORED);
    const key = await issueKey(service);
    const families = ['llm_attempts_total', 'llm_fallbacks_total', 'llm_tokens_total', 'llm_cost_usd_total'];
    const before = await Promise.all(families.map((family) => valueOf(family)));
    await service.http.post('/api/v1/leads/qualify').set(bearing(key)).send(LEAD).expect(201);
    const rows = service.ledgerRows();
    const after = await Promise.all(families.map((family) => valueOf(family)));
    const [attempts = 0, fallbacks = 0, tokens = 0, usd = 0] = after.map((value, index) => value - before[index]!);
    expect(attempts).toBe(rows.length);
    expect(fallbacks).toBe(1);
    expect(tokens).toBe(rows.reduce((sum, row) => sum + row.promptTokens + row.cachedTokens + row.completionTokens, 0));
    expect(usd).toBeCloseTo(
      rows.reduce((sum, row) => sum + Number(row.costPicoUsd) / 1e12, 0),
      9,
    );
    expect(await valueOf('llm_attempts_total', { provider: 'runpod', outcome: 'error' })).toBeGreaterThan(0);
    service.reset();
  });

  it('says what waits in the database, and leaves that out while the database is away', async () => {
    expect(await valueOf('database_up')).toBe(1);
    expect(await scrape()).toContain('qualification_runs{state="running"} 0');
    // Queues are made in the background, and what is read of the database holds for some seconds.
    await expect
      .poll(() => scrape(), { timeout: 20_000 })
      .toMatch(/jobs_waiting\{queue="lead-imports",state="waiting"\} \d/);
    const replica = await startReplica({ url: 'postgresql://nobody@127.0.0.1:1/none' }, { REQUIRE_API_KEY: 'false' });
    const startedAt = performance.now();
    const answer = await fetch(`${replica.url}/metrics`);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(answer.status).toBe(503);
    await replica.stop();
  });

  it('has a line in docs/operations.md for each metric, with its labels and its type', () => {
    const page = readFileSync('docs/operations.md', 'utf8');
    const documented = [...page.matchAll(ROW)].map(([, name, labels, type]) => ({ name, labels, type }));
    const families = registry.getMetricsAsArray() as unknown as { name: string; type: string; labelNames: string[] }[];
    const declared = families.map(({ name, type, labelNames }) => ({
      name,
      labels: labelNames.length === 0 ? 'none' : labelNames.join(', '),
      type,
    }));
    const byName = (a: { name?: string }, b: { name?: string }) => (a.name! < b.name! ? -1 : 1);
    expect(documented.sort(byName)).toEqual(declared.sort(byName));
  });
});

describe('METRICS=false', () => {
  const service = useService({ METRICS: 'false' });

  it('answers 404', async () => {
    const { status, body } = await service.http.get('/metrics');
    expect({ status, code: body.error_code }).toEqual({ status: 404, code: 'RESOURCE_NOT_FOUND' });
  });
});

describe('a label whose values others choose', () => {
  it('keeps the first values, and one more for all others', () => {
    const label = new BoundedLabel(2);
    expect(['a', 'b', 'c', 'a', 'd'].map((value) => label.of(value))).toEqual(['a', 'b', 'other', 'a', 'other']);
  });
});
