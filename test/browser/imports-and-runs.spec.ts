import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { issueKey } from '../support/callers.js';
import { useLlmService } from '../support/llm-service.js';
import { asCerebras, useProviderDouble } from '../support/provider-double.js';
import { failure, goodAnswer, late } from '../support/provider-responses.js';
import { scoringAnswer } from '../support/sample-lead.js';
import { useService } from '../support/test-service.js';
import { expectAccessible, PHONE, type TestPage, useBrowser } from './browser.js';
import { useRestartableService } from './restartable-service.js';

const GOOD = goodAnswer(scoringAnswer(80, 70, 60));
const GERMAN = [
  'Firma;Vorname;Nachname;E-Mail;Branche;Mitarbeiter;Lieblingsfarbe',
  'Müller Söhne;Jörg;Weiß;joerg@mueller.example;Maschinenbau;51-200;blau',
  'Grün AG;Änne;Groß;anne.example;Software;11-50;rot',
  'Blau & Co;Ole;Krüger;ole@blau.example;Handel;10;grün',
  'Rot SE;Ute;Straße;keine Adresse;Handel;10;gelb',
].join('\r\n');

const SOON = { timeout: 15_000 };

const browser = useBrowser();
let open: TestPage | undefined;

async function visit(url: string, options = {}): Promise<Page> {
  open = await browser.open(url, options);
  return open.page;
}

/** One lead in Windows-1256. */
const ARABIC = 'Q29tcGFueTtOYW1lO0VtYWlsCtTR38kgx+Hk5tE7483jzyDa4e07bUBub3VyLmV4YW1wbGUK';

/** What a browser itself writes of requests that fail. */
function expectFaults(pattern: RegExp): void {
  if (open !== undefined) open.faults = open.faults.filter((fault) => !pattern.test(fault));
}

afterEach(async () => {
  expect(open?.faults).toEqual([]);
  await open?.page.context().close();
  open = undefined;
});

function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  return page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
}

function tile(page: Page, name: string): Promise<string | null> {
  return page
    .locator('.tile', { has: page.getByText(name, { exact: true }) })
    .locator('b')
    .first()
    .textContent();
}

describe('a file of leads', () => {
  const service = useService();

  it('is looked at, changed, imported, and its refused rows are mended in the page', async () => {
    const page = await visit(`${service.url}/console/#/import`);
    await choose(page, 'kunden.csv', Buffer.from(GERMAN, 'latin1'));
    await page.waitForURL(/#\/import\/[\w-]{36}$/);
    await page.getByText('CSV · WINDOWS-1252 · separated by semicolons · 4 rows').waitFor();
    expect(await page.getByLabel('Firma').inputValue()).toBe('company_name');
    expect(await page.getByLabel('Lieblingsfarbe').inputValue()).toBe('additional_data');
    expect([await tile(page, 'New'), await tile(page, 'Refused')]).toEqual(['2', '2']);
    const sample = page.getByRole('region', { name: 'First rows, as a table' });
    expect(await sample.textContent()).toContain('Jörg Weiß');
    expect(await sample.textContent()).toContain('Lieblingsfarbe: blau');

    await page.getByLabel('Lieblingsfarbe').selectOption('Notes');
    await expect.poll(() => sample.textContent(), SOON).toMatch(/Notes.*blau/);
    expect(await sample.textContent()).not.toContain('Lieblingsfarbe');
    expect((await service.http.get('/api/v1/leads')).body.data).toEqual([]);
    await page.reload();
    expect(await page.getByLabel('Lieblingsfarbe').inputValue()).toBe('notes');

    await page.getByRole('button', { name: 'Import 2 leads' }).click();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    expect(await tile(page, 'New')).toBe('2');
    const refused = page.getByRole('region', { name: 'Refused rows' });
    await refused.getByText('Line 3').waitFor();
    const field = refused.getByLabel('E-Mail, line 3');
    expect(await field.inputValue()).toBe('anne.example');
    await field.fill('anne@gruen.example');
    await page.reload();
    expect(await field.inputValue()).toBe('anne@gruen.example');
    await refused.getByRole('button', { name: 'Send 1 mended row' }).click();
    await expect.poll(() => tile(page, 'Refused'), SOON).toBe('0');
    const { body } = await service.http.get('/api/v1/leads').query({ q: 'anne@gruen.example' });
    expect(body.data).toMatchObject([{ company_name: 'Grün AG', contact_name: 'Änne Groß', notes: 'rot' }]);
    const earlier = page.getByRole('region', { name: 'Earlier imports', exact: true });
    expect(await earlier.getByRole('row').count()).toBe(2);
    await earlier.getByRole('link', { name: 'kunden.csv' }).click();
    await refused.getByText('Line 5').waitFor();
    await refused.getByText('sent again').waitFor();
    expect(await refused.getByRole('button', { name: 'Send mended rows' }).isDisabled()).toBe(true);
  });

  it('whose letters do not tell its encoding is read as it is said, in its preview and its import', async () => {
    const page = await visit(`${service.url}/console/#/import`);
    await choose(page, 'arabic.csv', Buffer.from(ARABIC, 'base64'));
    await page.getByText('UNKNOWN_ENCODING').or(page.getByText('save it as UTF-8')).first().waitFor();
    await page.getByLabel('Letters of the file').selectOption('windows-1256');
    await page.getByRole('button', { name: 'Read it so' }).click();
    await page.getByText('CSV · WINDOWS-1256').waitFor();
    await page.getByRole('button', { name: 'Import 1 lead' }).click();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    const { body } = await service.http.get('/api/v1/leads').query({ q: 'm@nour.example' });
    expect(body.data).toMatchObject([{ company_name: 'شركة النور', contact_name: 'محمد علي' }]);
    expectFaults(/422/);
  });

  it('is taken where it is dropped, on any view', async () => {
    const page = await visit(`${service.url}/console/#/spend`);
    await page.getByRole('heading', { name: 'Spend' }).waitFor();
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.items.add(new File(['Company,Email\\nDropped Inc,sales@dropped.example'], 'dropped.csv'));
      const drop = (type) => window.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      drop('dragover');
    })()`);
    await page.getByText('Drop the file to see what it would import').waitFor();
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.items.add(new File(['Company,Email\\nDropped Inc,sales@dropped.example'], 'dropped.csv'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    })()`);
    await page.getByRole('button', { name: 'Import 1 lead' }).waitFor();
    await page.getByRole('button', { name: 'Do not import' }).click();
    await page.waitForURL(/#\/import$/);
    expect((await service.http.get('/api/v1/leads').query({ q: 'Dropped' })).body.data).toEqual([]);
  });

  it('that is none is refused in words with a request id, and the way to another one stays', async () => {
    const page = await visit(`${service.url}/console/#/import`);
    await choose(page, 'picture.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    await page
      .getByRole('alert')
      .getByText(/INVALID_FILE_FORMAT, request/)
      .waitFor();
    await choose(page, 'columns.csv', Buffer.from('Alpha,Beta\n1,2\n3,4'));
    await page.getByText('MAPPING_REQUIRED').waitFor();
    expect(await page.getByRole('button', { name: /^Import 0/ }).isDisabled()).toBe(true);
    await page.getByLabel('Alpha').selectOption('Company');
    await page.getByRole('button', { name: 'Import 2 leads' }).click();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    expectFaults(/status of 422/);
  });

  it('that cannot be sent says so, and is sent again with a click', async () => {
    const page = await visit(`${service.url}/console/#/import`);
    await page.route('**/api/v1/imports?*', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await choose(page, 'later.csv', Buffer.from('Company\nLater Ltd'));
    await page.getByText('The service does not answer').waitFor();
    await page.unroute('**/api/v1/imports?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Import 1 lead' }).waitFor();
    expectFaults(/ERR_FAILED/);
  });
});

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
