import { mkdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { useService } from '../support/test-service.js';
import { expectAccessible, PHONE, useBrowser, WIDE } from './browser.js';

const VIEWS = [
  ['leads', 'tbody .name'],
  ['import', '.drop'],
  ['runs', '.empty, table'],
  ['runs/new', '.sticky, .notice'],
  ['scoring', 'legend'],
  ['spend', '.caption'],
  ['providers', '.empty, .cards'],
  ['settings/keys', 'form'],
  ['settings/workspaces', 'tbody td'],
  ['settings/webhooks', 'form'],
  ['settings/audit', '.empty, table'],
  ['settings/about', 'dl'],
] as const;

const browser = useBrowser();
const service = useService();
let leadId: string;

beforeAll(async () => {
  const { page } = await browser.open(`${service.url}/console/`);
  await page.getByRole('button', { name: 'Load and score' }).click();
  await page.getByText('200 sample leads are here').waitFor();
  await page.locator('tbody .name').nth(3).click();
  leadId = /lead=([\w-]+)/.exec(page.url())?.[1] ?? '';
  await page.context().close();
});

describe.each([
  ['light', WIDE],
  ['dark', WIDE],
  ['light', PHONE],
  ['dark', PHONE],
] as const)('in %s, at %j', (colorScheme, viewport) => {
  it('every view is accessible, asks no other host and logs no error', async () => {
    const { page, faults } = await browser.open(`${service.url}/console/`, { colorScheme, viewport });
    for (const [view, content] of VIEWS) {
      await page.goto(`${service.url}/console/#/${view}`);
      await page.locator(content).first().waitFor();
      await expectAccessible(page);
    }
    await page.goto(`${service.url}/console/#/leads?lead=${leadId}`);
    await page.locator('.waterfall').waitFor();
    await expectAccessible(page);
    await page.goto(`${service.url}/console/#/leads?q=nothing+like+this`);
    await page.getByText('No lead matches').waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

it('the first view needs at most 60 KB', async () => {
  const { page } = await browser.open(`${service.url}/console/`);
  await page.locator('tbody .name').first().waitFor();
  const sizes = await page.evaluate<number[]>(
    `performance.getEntriesByType('resource').filter(({ name }) => name.includes('/console/assets/'))
       .map(({ encodedBodySize }) => encodedBodySize)`,
  );
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60 * 1024);
  await page.context().close();
});

const folder = process.env.SCREENSHOTS;
it.runIf(folder !== undefined)('pictures of the main views are made for the documents', async () => {
  await mkdir(folder ?? '', { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await browser.open(`${service.url}/console/#/leads?lead=${leadId}`, { colorScheme });
    await page.locator('.waterfall').waitFor();
    await page.screenshot({ path: `${folder}/console-leads-${colorScheme}.png` });
    await page.context().close();
  }
});
