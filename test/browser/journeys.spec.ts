import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { bearing, clientOf, issueKey } from '../support/callers.js';
import { useService } from '../support/test-service.js';
import { useVisits } from './browser.js';

const { visit, expectFaults } = useVisits();

describe('with an empty service', () => {
  const service = useService();

  it('a browser comes to a scored list in two clicks, and sees why a lead has its score', async () => {
    const page = await visit(`${service.url}/`);
    expect(page.url()).toBe(`${service.url}/console/`);
    await page.getByRole('button', { name: 'Load and score' }).click();
    await page.getByText('200 sample leads are here').waitFor();
    await page.locator('tbody .name').first().click();
    const panel = page.getByRole('complementary', { name: 'Lead' });
    await panel.getByText('Why this score').waitFor();
    const values = await panel.locator('.waterfall li:not(.total) .value').allTextContents();
    const points = values.map((text) => Number(text.replace(/of.*/, '').replace('−', '-')));
    const total = Number(await panel.locator('.waterfall .total .value').textContent());
    expect(points.length).toBeGreaterThan(5);
    expect(Math.abs(points.reduce((sum, one) => sum + one, 0) - total)).toBeLessThan(0.6);
  });

  it('filters, search and the open lead are in the address, which can be shared', async () => {
    const page = await visit(`${service.url}/console/`);
    await page.getByRole('button', { name: 'Tier A' }).click();
    await page.getByPlaceholder('Search leads').fill('robotics');
    await page.waitForURL(/q=robotics/);
    await page.locator('tbody .name', { hasText: 'Robotics' }).first().click();
    await page.getByRole('complementary', { name: 'Lead' }).waitFor();
    const name = await page.getByRole('complementary').getByRole('heading', { level: 2 }).textContent();
    const address = page.url();
    expect(address).toMatch(/tier=A.*q=robotics.*lead=/);
    await page.goto('about:blank');
    await page.goto(address);
    await page
      .getByRole('complementary')
      .getByRole('heading', { level: 2, name: name ?? '' })
      .waitFor();
    const tiers = page.locator('tbody .score .tier');
    await tiers.first().waitFor();
    expect(new Set(await tiers.allTextContents())).toEqual(new Set(['A']));
  });

  it('the keyboard alone opens, walks and closes leads', async () => {
    const page = await visit(`${service.url}/console/`);
    await page.locator('tbody .name').first().waitFor();
    const names = await page.locator('tbody .name').allTextContents();
    const heading = page.getByRole('complementary').getByRole('heading', { level: 2 });
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect.poll(() => heading.textContent()).toBe(names[1]);
    await page.keyboard.press('j');
    await expect.poll(() => heading.textContent()).toBe(names[2]);
    await page.keyboard.press('k');
    await expect.poll(() => heading.textContent()).toBe(names[1]);
    await page.keyboard.press('Escape');
    await expect.poll(() => heading.count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type('freight');
    await page.waitForURL(/q=freight/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });

  it('a fact is edited where it stands, marks the score as stale, and can be taken back', async () => {
    const page = await visit(`${service.url}/console/`);
    await page.locator('tbody .name').first().click();
    const panel = page.getByRole('complementary', { name: 'Lead' });
    await panel.getByRole('button', { name: /^Edit Industry/ }).click();
    await panel.getByLabel('Industry', { exact: true }).fill('Fishing');
    await page.keyboard.press('Enter');
    await panel.getByText('The facts have changed since').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => panel.getByRole('button', { name: 'Edit Industry: Fishing' }).count()).toBe(0);
  });

  it('what is wrong is said, and what was typed stays', async () => {
    const page = await visit(`${service.url}/console/`);
    await page.locator('tbody .name').first().click();
    const panel = page.getByRole('complementary', { name: 'Lead' });
    await panel.getByRole('button', { name: /^Edit E-mail/ }).click();
    await panel.getByLabel('E-mail', { exact: true }).fill('no address');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel
      .getByRole('alert')
      .getByText(/^VALIDATION_ERROR, request/)
      .waitFor();
    expect(await panel.getByLabel('E-mail', { exact: true }).inputValue()).toBe('no address');
    // The browser itself says that the request failed.
    expectFaults(/status of 422/);
  });

  it('several leads are deleted after one question that names what goes', async () => {
    const page = await visit(`${service.url}/console/`);
    await page.locator('tbody .name').first().waitFor();
    const name = (await page.locator('tbody .name').first().textContent()) ?? '';
    for (const index of [0, 1]) await page.locator('tbody input[type=checkbox]').nth(index).check();
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete 2 leads?' }).getByRole('button', { name: 'Delete 2 leads' }).click();
    await page.getByText('2 deleted.').waitFor();
    const { body } = await service.http.get('/api/v1/leads').query({ limit: 100, q: name });
    expect(await page.locator('tbody .name', { hasText: name }).count()).toBe(body.data.length);
  });

  it('before a profile is saved, it shows what would change, and afterwards scores are stale', async () => {
    const page = await visit(`${service.url}/console/#/scoring`);
    await page.getByLabel('Add to Industries you want').fill('Logistics, Publishing');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'See what would change' }).click();
    await page.getByText(/of 198 scores change/).waitFor();
    await page.getByRole('button', { name: 'Save as a new version' }).click();
    await page.getByText('Version 2 counts from now on').waitFor();
    await page.getByRole('link', { name: 'Leads' }).click();
    await page.getByText('· stale').first().waitFor();
  });

  it('a server that is lost is said in words, and the list goes on when it is back', async () => {
    const page = await visit(`${service.url}/console/`);
    await page.locator('tbody .name').first().waitFor();
    await page.route('**/api/**', (route) => route.abort());
    await page.getByRole('button', { name: 'Tier B' }).click();
    await page.getByText('The service does not answer').waitFor();
    await page.unroute('**/api/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect
      .poll(async () => new Set(await page.locator('tbody .score .tier').allTextContents()))
      .toEqual(new Set(['B']));
    expectFaults(/ERR_FAILED/);
  });
});

describe('with an API key', () => {
  const service = useService();
  let key: string;

  beforeAll(async () => {
    key = (await issueKey(service, { name: 'sales team' })).key;
    await service.http.post('/api/v1/leads').set(bearing({ key })).send({ company_name: 'Acme Corp' });
  });

  async function signIn(page: Page, secret = key): Promise<void> {
    await page.getByLabel('API key').fill(secret);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('one signs in once, stays signed in after a reload, and signs out', async () => {
    const page = await visit(`${service.url}/console/`);
    await signIn(page);
    await page.getByText('Acme Corp').first().waitFor();
    await page.reload();
    await page.getByText('Acme Corp').first().waitFor();
    expect(await page.evaluate<string>('document.cookie + JSON.stringify({ ...localStorage })')).not.toMatch(/sa_/);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
  });

  it('a wrong key is said, and can be mended', async () => {
    const page = await visit(`${service.url}/console/`);
    await signIn(page, `sa_live_${'A'.repeat(43)}`);
    await page.getByRole('alert').getByText('The API key is not valid').waitFor();
    await signIn(page);
    await page.getByText('Acme Corp').first().waitFor();
    expectFaults(/status of 401/);
  });

  it('a key that is revoked meanwhile leads to the sign-in, and back to where one was', async () => {
    const holder = await issueKey(service, { name: 'short' });
    const page = await visit(`${service.url}/console/#/settings/audit`);
    await signIn(page, holder.key);
    await page
      .getByRole('region', { name: 'Audit log' })
      .or(page.getByText('Nothing that is recorded'))
      .first()
      .waitFor();
    await clientOf(service.url, { key }).delete(`/api/v1/api-keys/${holder.id}`);
    await page.getByRole('link', { name: 'Workspaces' }).click();
    await page.getByText('Your session has ended').waitFor();
    await signIn(page);
    await page.getByRole('link', { name: 'Workspaces', exact: true }).and(page.locator('[aria-current]')).waitFor();
    expectFaults(/status of 401/);
  });

  it('what a key may not do is not offered', async () => {
    const { key: weak } = await issueKey(service, { name: 'reader', scopes: ['leads:read'] });
    const page = await visit(`${service.url}/console/`);
    await signIn(page, weak);
    await page.getByText('Acme Corp').first().click();
    await page.getByRole('complementary', { name: 'Lead' }).getByRole('button', { name: 'Export' }).waitFor();
    expect(await page.getByRole('complementary', { name: 'Lead' }).getByRole('button').allTextContents()).toEqual([
      '✕',
      'Export',
    ]);
    expect(await page.getByRole('button', { name: 'Add lead' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Spend' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Scoring' }).click();
    await page.getByText('Industries you want').waitFor();
    expect(await page.getByRole('button', { name: 'Save as a new version' }).count()).toBe(0);
  });
});

describe('with the first key', () => {
  const service = useService();

  it('the page that creates it shows it, and goes on with a session of it', async () => {
    const page = await visit(`${service.url}/console/#/settings/keys`);
    await page.getByLabel('Name of a new key').fill('first');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const key = await page
      .getByRole('status')
      .getByText(/^sa_live_/)
      .textContent();
    await page.getByText('Signed in as first').waitFor();
    expect((await service.http.get('/api/v1/leads')).status).toBe(401);
    expect((await service.http.get('/api/v1/leads').set(bearing({ key: key ?? '' }))).status).toBe(200);
    await page.getByRole('link', { name: 'Leads' }).click();
    await page.getByText('No leads yet').waitFor();
  });
});
