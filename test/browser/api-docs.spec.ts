import { expect, it } from 'vitest';
import { useService } from '../support/test-service.js';
import { useBrowser } from './browser.js';

const browser = useBrowser();
const service = useService();

it('Swagger UI shows the parameters, the example of the body and the errors of an operation', async () => {
  const { page, faults } = await browser.open(`${service.url}/api/v1/docs`);
  await page.locator('#operations-Leads-createLead .opblock-summary-control').click();
  const operation = page.locator('.opblock.is-open');
  await operation.locator('.parameter__name', { hasText: 'Idempotency-Key' }).waitFor();
  expect(await operation.locator('.responses-wrapper').innerText()).toMatch(/LEAD_ALREADY_EXISTS[^]*MISSING_API_KEY/);
  expect(await operation.locator('.body-param textarea').inputValue()).toContain('"company_name": "Acme Corp"');
  expect(await page.locator('.errors-wrapper').count()).toBe(0);
  expect(faults).toEqual([]);
});
