import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { BudgetLeaseRenewal } from '../../src/llm/budgets/budget-lease-renewal.js';
import { clientOf, issueKey } from '../support/callers.js';
import { useLlmService } from '../support/llm-service.js';
import { BUDGETS_PATH as PATH, useBudgetService } from '../support/budget-service.js';
import { connectMcpClient, failureIn } from '../support/mcp-client.js';
import { goodAnswer } from '../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../support/sample-lead.js';

const { service, callers, limit, chat, ledgerSum } = useBudgetService();

describe('A spent budget', () => {
  beforeEach(async () => {
    await limit('workspace', '0');
  });

  it('is a problem of REST', async () => {
    const client = clientOf(
      service.url,
      await issueKey(service, { workspace: callers.admin.workspace, scopes: ['research:run'] }),
    );
    const { status, headers, body } = await client.post('/api/v1/research').send({ query: 'What is a lead?' });
    expect(status).toBe(402);
    expect(body).toMatchObject({ error_code: 'BUDGET_EXCEEDED', details: { resets_at: expect.any(String) } });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is a failure of a tool of MCP', async () => {
    const client = await connectMcpClient(service.url, 'modern', callers.admin);
    const failed = failureIn(await client.callTool({ name: 'research', arguments: { query: 'What is a lead?' } }));
    expect(failed).toMatchObject({
      ...{ error_code: 'BUDGET_EXCEEDED', details: { resets_at: expect.any(String) } },
      ...{ next_step: expect.stringContaining('budget'), retry_after_seconds: expect.any(Number) },
    });
    await client.close();
  });

  it('leaves scoring to the rules, which say why', async () => {
    const { status, body } = await clientOf(service.url, callers.user).post('/api/v1/leads/qualify').send(LEAD);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ status: 'qualified' },
      qualification: { method: 'rules', fallback_reason: 'BUDGET_EXCEEDED', cost_usd: null },
    });
  });

  it('is part of the usage report of those whom it concerns', async () => {
    await limit(`keys/${callers.user.id}`, '2', { mode: 'warn' });
    const { body } = await clientOf(service.url, callers.user).get('/api/v1/llm/usage');
    expect(body.budgets).toMatchObject([
      { key_id: null, limit_usd: '0', exceeded: true },
      { key_id: callers.user.id, limit_usd: '2', exceeded: false },
    ]);
    expect((await clientOf(service.url, callers.operator).get('/api/v1/llm/usage')).body.budgets).toEqual([]);
  });
});

describe('A budget that warns', () => {
  it('refuses nothing, and is announced once at 80 % and once at 100 %', async () => {
    const logged = vi.spyOn(Logger.prototype, 'warn');
    const events = () =>
      logged.mock.calls
        .map(([facts]) => facts as { event?: string; workspace_id?: string })
        .filter(({ event, workspace_id }) => event?.startsWith('budget.') && workspace_id === callers.admin.workspace);
    await limit('workspace', '0.000003', { mode: 'warn' });
    const sync = () => service.app.get(BudgetLeaseRenewal, { strict: false }).sweep();
    const counts: number[] = [];
    for (let count = 0; count < 8; count++) {
      expect((await chat()).status).toBe(200);
      await ledgerSum();
      await sync();
      counts.push(events().length);
    }
    expect(counts).toEqual([0, 0, 0, 1, 2, 2, 2, 2]);
    expect(events()).toMatchObject([
      { event: 'budget.warning', limit_usd: '0.000003', spent_usd: '0.0000024' },
      { event: 'budget.exceeded', spent_usd: '0.000003' },
    ]);
    expect((await chat()).headers.get('x-llm-budget-remaining-usd')).toBe('0');
    logged.mockRestore();
  });
});

describe('Scoring without rules to fall back to', () => {
  const strict = useLlmService({ QUALIFICATION_FALLBACK: 'none' });

  it('answers 402, and leaves the lead as it was', async () => {
    const holder = await issueKey(strict);
    const client = clientOf(strict.url, holder);
    strict.runpod.script(goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70))));
    strict.cerebras.script(goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70))));
    const { body: scored } = await client.post('/api/v1/leads/qualify').send(LEAD);
    await client.put(`${PATH}/workspace`).send({ limit_usd: '0', period: 'day' });
    const again = await client.post(`/api/v1/leads/${scored.id}/qualify`).send({});
    expect(again.status).toBe(402);
    expect(again.body).toMatchObject({ error_code: 'BUDGET_EXCEEDED', details: { lead_id: scored.id } });
    expect((await client.get(`/api/v1/leads/${scored.id}`)).body).toMatchObject({ status: 'qualified' });
    const { body: refused } = await client.post('/api/v1/leads/qualify').send({ company_name: 'Other' });
    expect((await client.get(`/api/v1/leads/${refused.details.lead_id}`)).body).toMatchObject({ status: 'new' });
  });
});
