import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useLlmService } from '../support/llm-service.js';
import { goodAnswer, late } from '../support/provider-responses.js';
import { scoringAnswer } from '../support/sample-lead.js';
import { useVisits } from './browser.js';

/** Steps of the tab key after which something should have had the focus. */
const MOST_TABS = 120;
const GOOD = goodAnswer(scoringAnswer(80, 70, 60));
const FILE = [
  'Company;E-Mail;Industry;Colour',
  'Nordlicht;info@nordlicht.example;Software;blue',
  'Möwe;no address;Software;red',
  ...Array.from({ length: 30 }, (_, index) => `Falkenhof ${index};info@falkenhof-${index}.example;Logistics;green`),
].join('\r\n');
/** What the focus is on: its name, and whether one sees that it is there. */
const FOCUSED = `(() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const label = one.getAttribute('aria-label') ?? (one.labels?.[0]?.querySelector('b') ?? one.labels?.[0]?.firstChild)?.textContent ?? one.textContent ?? '';
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 12));
  return {
    name: label.trim(),
    html: one.outerHTML.slice(0, 120),
    isBody: one === document.body,
    isSeen: outlineStyle !== 'none' && outlineWidth !== '0px' && box.width > 0,
    isCovered: top !== null && !one.contains(top) && !top.contains(one) && one.closest('label') !== top.closest('label'),
  };
})()`;

const { visit } = useVisits();

interface Focused {
  name: string;
  html: string;
  isBody: boolean;
  isSeen: boolean;
  isCovered: boolean;
}

/** Goes on with the tab key until what is called `name` has the focus; at every stop one sees where it is. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let step = 0; step < MOST_TABS; step++) {
    await page.keyboard.press(key);
    const focused = await page.evaluate<Focused>(FOCUSED);
    if (!focused.isBody) {
      expect(focused, 'the focus is seen').toMatchObject({ isSeen: true, isCovered: false });
    }
    if (typeof name === 'string' ? focused.name === name : name.test(focused.name)) return;
  }
  throw new Error(`"${String(name)}" never had the focus`);
}

async function nameOfFocus(page: Page): Promise<string> {
  return (await page.evaluate<Focused>(FOCUSED)).name;
}

/** Waits until what is typed goes into a field; the page's own policy forbids the functions that Playwright would wait for. */
async function untilInField(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate<boolean>('document.activeElement.matches("input, textarea")')).toBe(true);
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe('With the keyboard alone', () => {
  const service = useLlmService({ RUNS_CONCURRENCY: '2' });

  it('a file is imported, its columns are chosen, and its refused row is mended', async () => {
    const page = await visit(`${service.url}/console/`);
    const chosen = page.waitForEvent('filechooser');
    await page.getByText('No leads yet').waitFor();
    await tabTo(page, 'Import');
    await press(page, 'Enter');
    await page.getByText('Drop a file here').waitFor();
    await tabTo(page, 'Drop a file here, or choose one');
    await press(page, 'Enter');
    await (await chosen).setFiles({ name: 'kunden.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
    await page.getByRole('button', { name: 'Import 31 leads' }).waitFor();
    await tabTo(page, 'Colour');
    await page.keyboard.type('Notes');
    await page.getByText('Looking again…').waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'First rows, as a table' }).getByText('blue').waitFor();
    await tabTo(page, 'Import 31 leads', 'Shift+Tab');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    await tabTo(page, 'E-Mail, line 3');
    await press(page, 'Control+a');
    await page.keyboard.type('info@moewe.example');
    await tabTo(page, 'Send 1 mended row');
    await press(page, 'Enter');
    await page.getByText('mended-kunden.csv').first().waitFor();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    await tabTo(page, 'Score what is not scored yet');
    await press(page, 'Enter');
    await page.getByRole('button', { name: 'Score 32 leads' }).waitFor();
  });

  it('a run is chosen, limited, started, paused, resumed and seen to its end', async () => {
    for (const one of [service.runpod, service.cerebras]) one.script(late(150, GOOD));
    const page = await visit(`${service.url}/console/#/runs/new`);
    await page.getByRole('radiogroup').waitFor();
    await tabTo(page, /^(Balanced|Cheapest)/);
    await press(page, 'ArrowDown');
    await page.waitForURL(/strategy=/);
    await tabTo(page, 'Most that it may cost, in USD');
    await page.keyboard.type('2.50');
    await tabTo(page, 'Score 32 leads');
    await press(page, 'Enter');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await tabTo(page, 'Pause');
    await press(page, 'Enter');
    await page.getByText('Paused by a user').waitFor();
    await tabTo(page, 'Cancel the run');
    await press(page, 'Enter');
    const dialog = page.getByRole('dialog', { name: 'Cancel this run?' });
    await dialog.waitFor();
    for (let step = 0; step < 5; step++) {
      await press(page, 'Tab');
      expect(
        await page.evaluate<boolean>(
          `document.activeElement.closest('dialog') !== null || document.activeElement === document.body`,
        ),
      ).toBe(true);
    }
    await tabTo(page, 'Cancel');
    await press(page, 'Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => nameOfFocus(page)).toBe('Cancel the run');
    await tabTo(page, 'Resume', 'Shift+Tab');
    await press(page, 'Enter');
    await page.getByRole('status').getByText('done', { exact: true }).waitFor();
    await tabTo(page, 'See the best leads');
    await press(page, 'Enter');
    await page.locator('tbody .name').first().waitFor();
  });

  it('leads are walked and opened, a field is edited, and the focus comes back to the row', async () => {
    const page = await visit(`${service.url}/console/#/leads?sort=company_name`);
    await page.locator('tbody .name').first().waitFor();
    const names = await page.locator('tbody .name').allTextContents();
    await tabTo(page, names[0]!);
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowUp');
    await expect.poll(() => nameOfFocus(page)).toBe(names[1]);
    await press(page, 'j');
    await expect.poll(() => nameOfFocus(page)).toBe(names[2]);
    await press(page, 'Enter');
    const panel = page.getByRole('complementary', { name: 'Lead' });
    await panel.getByRole('heading', { name: names[2]! }).waitFor();
    await panel.getByText('Why this score').waitFor();
    await tabTo(page, /^Edit Country/);
    await press(page, 'Enter');
    await untilInField(page);
    await press(page, 'Control+a');
    await page.keyboard.type('DE');
    await press(page, 'Enter');
    await page.getByText('Country is saved.').waitFor();
    await expect.poll(() => nameOfFocus(page)).toBe('Edit Country: DE');
    await press(page, 'w');
    await untilInField(page);
    await page.keyboard.type('12,500');
    await press(page, 'Enter');
    await page.getByText(/ is won\./).waitFor();
    await tabTo(page, 'Delete');
    await press(page, 'Enter');
    await page.getByRole('dialog', { name: `Delete ${names[2]}?` }).waitFor();
    await press(page, 'Escape');
    await expect.poll(() => nameOfFocus(page)).toBe('Delete');
    await press(page, 'Escape');
    await panel.waitFor({ state: 'detached' });
    await expect.poll(() => nameOfFocus(page)).toBe(names[2]);
    await press(page, 'x');
    await page.getByText('1 lead selected').waitFor();
    await press(page, '/');
    await expect.poll(() => nameOfFocus(page)).toBe('Search leads');
    await press(page, 'Escape', '?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('a filter is added and removed, and a lead is added', async () => {
    const page = await visit(`${service.url}/console/#/leads?sort=company_name`);
    await page.locator('tbody .name').first().waitFor();
    await tabTo(page, '+ Filter');
    await press(page, 'Enter');
    await tabTo(page, 'Field');
    await page.keyboard.type('Industry');
    await tabTo(page, 'is');
    await page.keyboard.type('Software');
    await press(page, 'Enter');
    await page.waitForURL(/industry=Software/);
    await expect.poll(() => nameOfFocus(page)).toBe('+ Filter');
    await tabTo(page, 'Remove the filter Industry Software', 'Shift+Tab');
    await press(page, 'Enter');
    await page.waitForURL((url) => !url.href.includes('industry'));
    await tabTo(page, 'Add lead', 'Shift+Tab');
    await press(page, 'Enter');
    await page.getByRole('dialog', { name: 'Add a lead' }).waitFor();
    await expect.poll(() => nameOfFocus(page)).toBe('Company');
    await page.keyboard.type('Alpenblick');
    await press(page, 'Enter');
    await page.getByRole('complementary').getByRole('heading', { name: 'Alpenblick' }).waitFor();
  });

  it('the profile is changed after one has seen what would change', async () => {
    const page = await visit(`${service.url}/console/#/scoring`);
    await page.getByText('Industries you want').waitFor();
    await tabTo(page, 'Add to Industries you want');
    await page.keyboard.type('Logistics');
    await press(page, 'Enter');
    await tabTo(page, 'Remove Logistics', 'Shift+Tab');
    await tabTo(page, 'Company fit');
    await press(page, 'ArrowRight', 'ArrowRight');
    const weights = await page.locator('.sliders output').allTextContents();
    expect(weights.reduce((sum, text) => sum + Number.parseInt(text, 10), 0)).toBe(100);
    await tabTo(page, 'See what would change');
    await press(page, 'Enter');
    await page.getByText(/of 33 scores change/).waitFor();
    await tabTo(page, 'Save as a new version');
    await press(page, 'Enter');
    await page.getByText('Version 2 is saved').waitFor();
    await tabTo(page, 'See what scoring them again would cost', 'Shift+Tab');
    await press(page, 'Enter');
    await page.getByRole('radiogroup').waitFor();
  });
});
