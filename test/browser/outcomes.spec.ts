import type { Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { useService } from '../support/test-service.js';
import { useVisits } from './browser.js';

const LEADS = 130;
const { visit, expectFaults } = useVisits();
const service = useService();

beforeAll(async () => {
  const leads = Array.from({ length: LEADS }, (_, index) => ({
    company_name: index === 0 ? '=HYPERLINK("http://x")' : `Company ${String(index).padStart(3, '0')}`,
    industry: index < 120 ? 'Software' : 'Retail',
  }));
  await service.http.post('/api/v1/leads/batch').send({ leads }).expect(200);
});

async function visitLeads(query = ''): Promise<Page> {
  const page = await visit(`${service.url}/console/#/leads?sort=company_name${query}`);
  await page.locator('tbody .name').first().waitFor();
  return page;
}

async function stored(company: string): Promise<Record<string, unknown>[]> {
  const { body } = await service.http.get('/api/v1/leads').query({ q: company });
  const outcomes = await service.http.get(`/api/v1/leads/${body.data[0].id}/outcomes`);
  return outcomes.body.data;
}

it('a deal is marked as won with its value, day and reason, which can be taken back', async () => {
  const page = await visitLeads();
  await page.getByText('Company 007').click();
  const outcome = page.getByRole('region', { name: 'Outcome' });
  await outcome.getByRole('button', { name: 'Won' }).click();
  await outcome.getByLabel('On').fill('2026-11-02');
  await outcome.getByLabel('Value in USD').fill('$12,500.50');
  await outcome.getByLabel('Why').fill('Chose us for the integration');
  await page.keyboard.press('Enter');
  await outcome.getByText('$12,500.50').waitFor();
  expect(await stored('Company 007')).toMatchObject([
    { outcome: 'won', value_usd: '12500.50', reason: 'Chose us for the integration' },
  ]);
  await page.locator('tr.open', { hasText: '· won' }).waitFor();
  await outcome.getByRole('button', { name: 'Lost' }).click();
  await outcome.getByRole('button', { name: 'Mark as lost' }).click();
  await page.locator('tr.open', { hasText: '· lost' }).waitFor();
  await page.getByText('Company 007 is lost').locator('..').getByRole('button', { name: 'Undo' }).click();
  await page.locator('tr.open', { hasText: '· won' }).waitFor();
  const [restored, lost, won] = await stored('Company 007');
  expect([lost?.outcome, { ...restored, created_at: null }]).toEqual(['lost', { ...won, created_at: null }]);
});

it('what a deal is worth stays as it was typed while it is wrong', async () => {
  const page = await visitLeads();
  await page.getByText('Company 008').click();
  const outcome = page.getByRole('region', { name: 'Outcome' });
  await outcome.getByRole('button', { name: 'Won' }).click();
  await outcome.getByLabel('Value in USD').fill('much');
  await outcome.getByRole('button', { name: 'Mark as won' }).click();
  await outcome.getByRole('alert').getByText('VALIDATION_ERROR').waitFor();
  expect(await outcome.getByLabel('Value in USD').inputValue()).toBe('much');
  expectFaults(/status of 422/);
});

it('several leads are lost at once, found by their outcome, and taken back each to what it was', async () => {
  const page = await visitLeads();
  for (const name of ['Company 006', 'Company 007', 'Company 009']) await page.getByLabel(`Select ${name}`).check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Lost' }).click();
  await page.getByLabel('Why').fill('No budget');
  await page.getByRole('button', { name: 'Mark 3 leads as lost' }).click();
  await page.getByText('3 marked as lost.').waitFor();
  await page.goto(`${service.url}/console/#/leads?sort=company_name&outcome=lost`);
  await expect
    .poll(() => page.locator('tbody .name').allTextContents())
    .toEqual(['Company 006', 'Company 007', 'Company 009']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await stored('Company 006'))[0]?.outcome).toBe(null);
  await expect
    .poll(async () => (await stored('Company 007'))[0])
    .toMatchObject({ outcome: 'won', value_usd: '12500.50' });
});

it('the number of leads is exact, also of those that were not scrolled to', async () => {
  const page = await visitLeads();
  const header = page.getByRole('region', { name: 'Leads', exact: true }).locator('header');
  await header.getByText('130', { exact: true }).waitFor();
  await page.goto(`${service.url}/console/#/leads?sort=company_name&industry=Software`);
  await header.getByText('120', { exact: true }).waitFor();
});

it('the selected leads are exported as the list is, with formulas disarmed', async () => {
  const page = await visitLeads();
  for (const index of [0, 1]) await page.locator('tbody input[type=checkbox]').nth(index).check();
  const names = (await page.locator('tbody .name').allTextContents()).slice(0, 2);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('toolbar').getByRole('button', { name: 'Export' }).click(),
  ]);
  const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(head).toMatch(/^id,company_name,/);
  expect(lines).toHaveLength(2);
  expect(names).toContain('=HYPERLINK("http://x")');
  expect(lines.join('\n')).toContain(`"'=HYPERLINK(""http://x"")"`);
});
