import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProviderDouble, useProviderDouble } from '../../support/provider-double.js';
import { goodAnswer, jsonText, raw } from '../../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../../support/sample-lead.js';
import { UNKNOWN_ID } from '../../support/callers.js';
import { useService } from '../../support/test-service.js';

describe('The qualification of a lead', () => {
  const good = scoringAnswer(90, 81.5, 70.25);

  describe('qualifying a lead with a language model', () => {
    const provider = useProviderDouble();

    beforeAll(() => {
      // Of the SDK's own variables none may change where requests go or what they carry.
      process.env.OPENAI_ORG_ID = 'from-the-environment';
      process.env.OPENAI_PROJECT_ID = 'from-the-environment';
      process.env.OPENAI_BASE_URL = 'http://127.0.0.1:9/v1';
      process.env.OPENAI_CUSTOM_HEADERS = 'x-from-environment: from-the-environment';
    });

    const service = useService(() => ({ CEREBRAS_API_KEY: 'test-key', CEREBRAS_API_BASE: `${provider.url}/v1` }));

    afterAll(() => {
      for (const name of ['ORG_ID', 'PROJECT_ID', 'BASE_URL', 'CUSTOM_HEADERS']) {
        Reflect.deleteProperty(process.env, `OPENAI_${name}`);
      }
    });

    it('stores the lead, scores it and answers both', async () => {
      provider.script(goodAnswer(good, { model: 'gpt-oss-120b-2026' }));
      const { status, body } = await service.http.post('/api/v1/leads/qualify').send(LEAD);
      expect(body).toMatchObject({
        ...LEAD,
        status: 'qualified',
        qualification_score: 81.53,
        qualification_tier: 'A',
        qualification_reasoning: good.reasoning,
        qualification_method: 'llm',
        qualification_provider: 'cerebras',
        qualification_model: 'gpt-oss-120b-2026',
        qualification_latency_ms: expect.any(Number),
        qualified_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
      const { reasoning, ...rated } = good;
      const factors = {
        company_fit: { ...rated.company_fit, points: 36, max_points: 40 },
        contact_quality: { ...rated.contact_quality, points: 24.45, max_points: 30 },
        sales_potential: { ...rated.sales_potential, points: 21.08, max_points: 30 },
      };
      expect(body.qualification_factors).toEqual(factors);
      expect(body.qualification).toEqual({
        ...{ id: expect.any(String), lead_id: body.id, score: 81.53, tier: 'A', reasoning, factors, method: 'llm' },
        ...{ provider: 'cerebras', model: 'gpt-oss-120b-2026', latency_ms: body.qualification_latency_ms },
        ...{
          profile_version: 1,
          prompt_version: 'lead-factors-2',
          fallback_reason: null,
          win_probability: null,
          llm_score: null,
          created_at: body.qualified_at,
        },
        ...{ facts: LEAD, facts_fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
        ...{ attempts: 1, tokens_used: expect.any(Number), cost_usd: expect.stringMatching(/^0\.0\d+$/) },
      });
      expect(status).toBe(201);
      const { qualification, ...lead } = body;
      expect((await service.http.get(`/api/v1/leads/${body.id}`)).body).toEqual(lead);
      expect((await service.http.get(`/api/v1/leads/${body.id}/qualifications`)).body.data).toEqual([qualification]);
    });

    it('asks the provider once, for strict JSON and with a limit', async () => {
      provider.script(goodAnswer(good));
      await service.http.post('/api/v1/leads/qualify').send(LEAD);
      expect(provider.requests).toHaveLength(1);
      const [{ method, path, headers, body }] = provider.requests as [(typeof provider.requests)[0]];
      expect(`${method} ${path}`).toBe('POST /v1/chat/completions');
      expect(headers.authorization).toBe('Bearer test-key');
      expect(body.model).toBe('gpt-oss-120b');
      expect(body.max_tokens).toBeGreaterThan(100);
      expect(body.max_tokens).toBeLessThan(5_000);
      expect(body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
      expect(body.response_format).toMatchObject({ type: 'json_schema', json_schema: { strict: true } });
      const { schema } = (body.response_format as { json_schema: { schema: Record<string, unknown> } }).json_schema;
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(schema.required).toEqual(['company_fit', 'contact_quality', 'sales_potential', 'reasoning']);
      for (const name of ['company_fit', 'contact_quality', 'sales_potential']) {
        expect(schema.properties).toHaveProperty(name, {
          type: 'object',
          properties: { score: { type: 'number' }, reason: { type: 'string' } },
          required: ['score', 'reason'],
          additionalProperties: false,
        });
      }
    });

    it.each(['openai-organization', 'openai-project', 'x-from-environment'])(
      'sends no %s of its process',
      async (name) => {
        provider.script(goodAnswer(good));
        await service.http.post('/api/v1/leads/qualify').send(LEAD);
        expect(provider.requests[0]!.headers).not.toHaveProperty(name);
      },
    );

    it('connects to nothing but its provider and its database', async () => {
      const ports = new Set<number>();
      const watch = (message: unknown) => {
        const { socket } = message as { socket: Socket };
        socket.once('connect', () => ports.add(socket.remotePort!));
      };
      const content = JSON.stringify(JSON.stringify(good));
      provider.script(jsonText(`{"choices":[{"message":{"content":${content}}}]}`, { connection: 'close' }));
      subscribe('net.client.socket', watch);
      try {
        await service.http.post('/api/v1/leads/qualify').send(LEAD);
        await service.http.post('/api/v1/leads/qualify').send(LEAD);
      } finally {
        unsubscribe('net.client.socket', watch);
      }
      const known = [provider.url, service.database.url, service.url].map((url) => Number(new URL(url).port));
      expect(ports).toContain(known[0]);
      expect([...ports].filter((port) => !known.includes(port))).toEqual([]);
    });

    it('follows no redirect, which would send the lead to another host', async () => {
      const other = await startProviderDouble();
      other.script(goodAnswer(good));
      provider.script(raw(307, '', { location: `${other.url}/v1/chat/completions` }));
      const { body } = await service.http.post('/api/v1/leads/qualify').send(LEAD);
      await other.stop();
      expect(other.requests).toEqual([]);
      expect(body.qualification).toMatchObject({ method: 'rules', fallback_reason: 'CEREBRAS_API_ERROR' });
    });

    it('qualifies a stored lead again and again', async () => {
      const { body: created } = await service.http.post('/api/v1/leads').send(LEAD);
      provider.script(goodAnswer(scoringAnswer(10, 10, 10)), goodAnswer(good));
      const first = await service.http.post(`/api/v1/leads/${created.id}/qualify`).send({});
      const second = await service.http
        .post(`/api/v1/leads/${created.id}/qualify`)
        .send({ strategy: 'cost_optimized' });
      expect([first.status, second.status]).toEqual([200, 200]);
      expect([first.body.qualification_tier, second.body.qualification_tier]).toEqual(['D', 'A']);
      expect(first.body.qualification_score).toBe(10);
      const { body: history } = await service.http.get(`/api/v1/leads/${created.id}/qualifications`);
      expect(history.data).toEqual([second.body.qualification, first.body.qualification]);
    });

    it('answers 404 for an unknown lead and calls no provider', async () => {
      provider.script(goodAnswer(good));
      const { status, body } = await service.http.post(`/api/v1/leads/${UNKNOWN_ID}/qualify`);
      expect(body).toMatchObject({ error_code: 'LEAD_NOT_FOUND', details: { lead_id: UNKNOWN_ID } });
      expect(status).toBe(404);
      expect(provider.requests).toEqual([]);
    });

    it('stores nothing and calls no provider when the lead is not valid', async () => {
      provider.script(goodAnswer(good));
      const { status, body } = await service.http.post('/api/v1/leads/qualify').send({ ...LEAD, company_name: '' });
      expect(body.error_code).toBe('VALIDATION_ERROR');
      expect(status).toBe(422);
      expect(provider.requests).toEqual([]);
    });
  });
});
