import { beforeAll, expect, it } from 'vitest';
import { LEAD } from '../support/sample-lead.js';
import { useService } from '../support/test-service.js';
import { useBrowser } from './browser.js';

const LEADS = 100_000;
const ROW_PX = 54;
const browser = useBrowser();
const service = useService();

beforeAll(async () => {
  await service.http.post('/api/v1/leads').send(LEAD);
  await service.database.query(
    `INSERT INTO leads (workspace_id, id, company_name, industry)
     SELECT workspace_id, (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid, 'Company ' || lpad(n::text, 6, '0'), industry
     FROM leads, generate_series(2, $1) AS n`,
    [LEADS],
  );
});

it('a list of 100,000 leads is scrolled without a gap, and draws only the rows in view', async () => {
  const { page, faults } = await browser.open(`${service.url}/console/#/leads?sort=company_name`);
  await page.locator('tbody .name').first().waitFor();
  const rows = page.locator('tbody .name');
  const seen: string[] = [];
  for (let screen = 0; screen < 60; screen++) {
    seen.push(...(await rows.allTextContents()));
    expect(await rows.count()).toBeLessThan(80);
    await page.locator('.rows').evaluate((element, px) => {
      (element as unknown as { scrollTop: number }).scrollTop += px;
    }, 12 * ROW_PX);
    await page.waitForTimeout(30);
  }
  const names = [...new Set(seen)].filter((name) => name.startsWith('Company'));
  expect(names.length).toBeGreaterThan(500);
  expect(names).toEqual(Array.from(names, (_, index) => `Company ${String(index + 2).padStart(6, '0')}`));
  expect(faults).toEqual([]);
  await page.context().close();
});
