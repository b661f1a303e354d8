import { describe, expect, it } from 'vitest';
import { asCerebras, useProviderDouble } from '../support/provider-double.js';
import { goodAnswer, late } from '../support/provider-responses.js';
import { scoringAnswer } from '../support/sample-lead.js';
import { choose, tile, useVisits } from './browser.js';
import { useRestartableService } from './restartable-service.js';

const GOOD = goodAnswer(scoringAnswer(80, 70, 60));

const SOON = { timeout: 15_000 };

const { visit, expectFaults } = useVisits();

describe('a service that is killed', () => {
  const provider = useProviderDouble();
  const service = useRestartableService(() => ({
    ...asCerebras(provider),
    ...{ RUNS_CONCURRENCY: '4', RUNS_LEASE_SECONDS: '3', IMPORT_BATCH_ROWS: '50' },
  }));

  it('in the middle of an import goes on with it, and the page with its picture', async () => {
    const rows = Array.from({ length: 15_000 }, (_, index) => `Company ${index},info@company-${index}.example`);
    const page = await visit(`${service.url}/console/#/import`);
    await choose(page, 'many.csv', Buffer.from(['Company,Email', ...rows].join('\n')));
    await page.getByRole('button', { name: 'Import 15,000 leads' }).click();
    const progress = page.getByRole('progressbar', { name: 'Imported' });
    await progress.waitFor();
    await service.kill();
    await page.getByText('The connection to the service is lost').waitFor();
    await service.start();
    await page.getByText('The connection to the service is lost').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { name: 'Imported' }).waitFor({ timeout: 90_000 });
    expect(await tile(page, 'New')).toBe('15,000');
    expectFaults(/ERR_|Failed to fetch/);
  });

  it('in the middle of a run goes on with it, and the page with its picture', async () => {
    provider.script(late(60, GOOD));
    const page = await visit(`${service.url}/console/#/leads?q=Company+111&sort=company_name`);
    await page.getByText('Company 111', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Score', exact: true }).click();
    await page.getByRole('button', { name: /^Score 1\d\d leads/ }).click();
    await page.waitForURL(/#\/runs\/[\w-]{36}$/);
    await expect.poll(async () => Number(await tile(page, 'Scored')), SOON).toBeGreaterThan(3);
    await service.kill();
    await page.getByText('The connection to the service is lost').waitFor();
    await service.start();
    await page.getByText('The connection to the service is lost').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('status').getByText('done', { exact: true }).waitFor({ timeout: 60_000 });
    const [row] = await service.database.query<{ scores: number; leads: number }>(
      'SELECT count(*)::int AS scores, count(DISTINCT lead_id)::int AS leads FROM qualifications',
    );
    expect(row!.scores).toBe(row!.leads);
    expect(await tile(page, 'Scored')).toBe(String(row!.leads));
    expectFaults(/ERR_|Failed to fetch/);
  });
});
