import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueKey } from '../support/callers.js';
import { useLlmService } from '../support/llm-service.js';
import { failure, goodAnswer, late } from '../support/provider-responses.js';
import { scoringAnswer } from '../support/sample-lead.js';
import { expectAccessible, PHONE, tile, useVisits } from './browser.js';

const GOOD = goodAnswer(scoringAnswer(80, 70, 60));

const SOON = { timeout: 15_000 };

const { visit } = useVisits();

describe('a run', () => {
  const service = useLlmService({ RUNS_CONCURRENCY: '4', RUNS_OUTAGE_PAUSE_SECONDS: '60', RUNS_ATTEMPTS_MAX: '1' });
  const script = (...responses: Parameters<typeof service.runpod.script>) => {
    service.runpod.script(...responses);
    service.cerebras.script(...responses);
  };

  beforeAll(async () => {
    const leads = Array.from({ length: 40 }, (_, index) => ({
      company_name: `Acme ${String(index).padStart(2, '0')}`,
      industry: index < 10 ? 'Software' : 'Logistics',
      notes: 'Asked for a demo; budget approved for this quarter.',
    }));
    await service.http.post('/api/v1/leads/batch').send({ leads });
  });
  beforeEach(async () => {
    await service.database.query(
      `UPDATE qualification_runs SET state = 'cancelled', pause_reason = NULL WHERE state NOT IN ('completed')`,
    );
    service.reset();
    script(GOOD);
  });

  it('is offered where there is none yet', async () => {
    const page = await visit(`${service.url}/console/#/runs`);
    await page.getByText('No runs yet').waitFor();
    await page.getByRole('button', { name: 'New run' }).click();
    await page.getByText('All leads').waitFor();
    await page.getByRole('button', { name: 'Score 40 leads' }).waitFor();
  });

  it('goes from the filter of the list over the estimate to its picture, pauses, resumes and ends', async () => {
    script(late(100, GOOD));
    const page = await visit(`${service.url}/console/#/leads?industry=Software`);
    await page.getByText('Acme 03').waitFor();
    await page.getByRole('link', { name: 'Score', exact: true }).click();
    await page.getByText('Industry Software').waitFor();
    const strategies = page.getByRole('radiogroup', { name: 'Which provider is asked' });
    await strategies.waitFor();
    expect(await strategies.getByRole('radio').count()).toBe(4);
    await strategies.getByText('Best', { exact: true }).click();
    await page.waitForURL(/strategy=quality_optimized/);
    await page.getByLabel('Most that it may cost, in USD').fill('abc');
    await page.getByText('Write an amount above 0').waitFor();
    await page.getByLabel('Most that it may cost, in USD').fill('2.50');
    await page.reload();
    expect(await page.getByLabel('Most that it may cost, in USD').inputValue()).toBe('2.50');
    expect(await strategies.getByRole('radio', { name: /Best/ }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Score 10 leads' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused by a user').waitFor();
    await page.reload();
    await page.getByText('Paused by a user').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('status').getByText('done', { exact: true }).waitFor();
    expect(await tile(page, 'Scored')).toBe('10');
    const provider = page.getByRole('region', { name: 'By provider', exact: true });
    await provider.getByRole('cell', { name: 'cerebras' }).waitFor();
    expect(service.runpod.requests).toHaveLength(0);
    await page.getByRole('link', { name: 'All runs' }).click();
    await page.getByRole('link', { name: '10 leads by language model, best' }).waitFor();
    await page.goto(`${service.url}/console/#/runs/new?industry=Software`);
    await page.getByText('No lead matches that needs a score').waitFor();
    await page.getByLabel('also those whose score still holds').check();
    await page.getByRole('button', { name: 'Score 10 leads' }).waitFor();
  });

  it('over many selected leads is estimated first; its failures have reasons and are tried again alone', async () => {
    script(goodAnswer('no JSON at all'));
    const page = await visit(`${service.url}/console/#/leads?industry=Logistics&sort=company_name`);
    await page.getByText('Acme 12').waitFor();
    for (let index = 0; index < 12; index++) await page.locator('tbody input[type=checkbox]').nth(index).check();
    await page.getByRole('toolbar').getByRole('button', { name: 'Score' }).click();
    await page.getByText('The 12 leads that you have selected').waitFor();
    await page.reload();
    await page.getByText('The 12 leads that you have selected').waitFor();
    await page.getByRole('button', { name: 'Score 12 leads' }).click();
    await page.getByText('12 leads could not be scored').waitFor();
    const failed = page.getByRole('region', { name: 'Failed leads', exact: true });
    await failed.getByRole('link', { name: 'Acme 12' }).waitFor();
    await failed.getByText('LEAD_QUALIFICATION_FAILED').first().waitFor();
    await expectAccessible(page);
    service.reset();
    script(GOOD);
    await failed.getByRole('button', { name: 'Try these again' }).click();
    await expect.poll(() => tile(page, 'Scored'), SOON).toBe('12');
    expect(await failed.count()).toBe(0);
  });

  it('that may not cost more says so, and goes on with a higher limit', async () => {
    const page = await visit(`${service.url}/console/#/runs/new?q=Acme&requalify=true&max=0.000000000001`);
    await page.getByRole('button', { name: 'Score 40 leads' }).click();
    await page.getByText('The next lead could cost more than the limit of this run').waitFor();
    await expectAccessible(page);
    await page.getByLabel('New limit, in USD').fill('5');
    await page.getByRole('button', { name: 'Raise it and resume' }).click();
    await page.getByRole('status').getByText('done', { exact: true }).waitFor();
    expect(await tile(page, 'Scored')).toBe('40');
  });

  it('pauses when no provider answers, says what to do, and is cancelled after one question', async () => {
    script(failure(500));
    const page = await visit(`${service.url}/console/#/runs/new?q=Acme&requalify=true`, { viewport: PHONE });
    await page.getByRole('button', { name: 'Score 40 leads' }).click();
    await page.getByText('No provider answers. Look under').waitFor();
    await page.getByText('Otherwise it tries again by itself').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await page
      .getByRole('dialog', { name: 'Cancel this run?' })
      .getByRole('button', { name: 'Cancel the run' })
      .click();
    await page.getByRole('status').getByText('cancelled').waitFor();
  });

  it('pauses when a budget is used up, and names where to raise it', async () => {
    await service.http
      .put('/api/v1/llm/budgets/workspace')
      .send({ limit_usd: '0.000001', period: 'day', mode: 'hard' });
    const page = await visit(`${service.url}/console/#/runs/new?q=Acme&requalify=true`);
    await page.getByRole('button', { name: 'Score 40 leads' }).click();
    await page.getByText('A budget is used up').waitFor();
    expect(await page.getByRole('main').getByRole('link', { name: 'Spend' }).getAttribute('href')).toBe('#/spend');
  });

  it('whose key is revoked says that another key is needed', async () => {
    await service.http.delete('/api/v1/llm/budgets/workspace');
    script(late(200, GOOD));
    await issueKey(service, { name: 'admin' });
    const holder = await issueKey(service, { name: 'short' });
    const page = await visit(`${service.url}/console/#/runs`);
    await page.getByLabel('API key').fill((await issueKey(service, { name: 'reader' })).key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const started = await fetch(`${service.url}/api/v1/qualification-runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${holder.key}` },
      body: JSON.stringify({ filter: {}, requalify: true, method: 'llm' }),
    });
    const { id } = (await started.json()) as { id: string };
    await service.database.query('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [holder.id]);
    await page.goto(`${service.url}/console/#/runs/${id}`);
    await page.getByText('The API key that pays for this run was revoked').waitFor({ timeout: 30_000 });
  });
});
