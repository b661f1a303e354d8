import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useService } from '../support/test-service.js';
import { useVisits } from './browser.js';

/** Steps of the tab key after which something should have had the focus. */
const MOST_TABS = 80;
const { visit } = useVisits();

/** Goes on with the tab key until what is called `name` has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < MOST_TABS; step++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(
      `document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''`,
    );
    if (focused.trim() === name) return;
  }
  throw new Error(`"${name}" never had the focus`);
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** One lead is won, which says nothing of the scores yet. */
async function expectOneWon(page: Page, url: string): Promise<void> {
  await page.getByText(/Not enough yet: 1 won and 0 lost leads/).waitFor();
  const won = await (await fetch(`${url}/api/v1/leads?outcome=won`)).json();
  expect(won).toMatchObject({ data: [{ outcome: 'won' }] });
}

describe('With the keyboard alone', () => {
  const service = useService();

  it('one loads leads, finds the best, reads why, marks it as won, and reads what the scores are worth', async () => {
    const page = await visit(`${service.url}/console/`);
    await page.getByText('Load and score').waitFor();
    await tabTo(page, 'Load and score');
    await press(page, 'Enter');
    await page.getByText('200 sample leads are here').waitFor();
    await press(page, 'Enter');
    await page.getByRole('complementary').getByText('Why this score').waitFor();
    await page.getByRole('complementary').getByRole('button', { name: 'Won' }).and(page.locator(':enabled')).waitFor();
    await press(page, 'w');
    await page.keyboard.type('12,500');
    await press(page, 'Enter');
    await page.getByText(/ is won\./).waitFor();
    await press(page, 'Escape');
    await tabTo(page, 'Scoring');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: 'Scoring' }).waitFor();
    await tabTo(page, 'What scores are worth');
    await press(page, 'Enter');
    await expectOneWon(page, service.url);
  });
});

describe('With the mouse alone', () => {
  const service = useService();

  it('one loads leads, finds the best, reads why, marks it as won, and reads what the scores are worth', async () => {
    const page = await visit(`${service.url}/console/`);
    await page.getByText('Load and score').click();
    await page.getByText('200 sample leads are here').waitFor();
    await page.locator('tbody .name').first().click();
    await page.getByRole('complementary').getByText('Why this score').waitFor();
    await page.getByRole('complementary').getByRole('button', { name: 'Won' }).click();
    await page.getByRole('button', { name: 'Mark as won' }).click();
    await page.getByText(/ is won\./).waitFor();
    await page.getByRole('button', { name: 'Close the lead' }).click();
    await page.getByRole('link', { name: 'Scoring' }).click();
    await page.getByRole('link', { name: 'What scores are worth' }).click();
    await expectOneWon(page, service.url);
  });
});
