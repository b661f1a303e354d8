import { afterEach, describe, expect, it } from 'vitest';
import { bearing, clientOf, issueKey } from '../support/callers.js';
import { useService } from '../support/test-service.js';
import { type TestPage, useBrowser } from './browser.js';

const browser = useBrowser();
let open: TestPage | undefined;
/** What the browser itself says of answers that the test asks for. */
let expected: RegExp[] = [];

async function visit(url: string): Promise<TestPage['page']> {
  open = await browser.open(url);
  return open.page;
}

afterEach(async () => {
  const faults = open?.faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));
  expected = [];
  await open?.page.context().close();
  open = undefined;
  expect(faults).toEqual([]);
});

describe('A key that is revoked while its session is used', () => {
  const service = useService();

  it('keeps what was typed, and goes on with it after signing in again', async () => {
    expected = [/status of 401/];
    const admin = await issueKey(service, { name: 'admin' });
    const short = await issueKey(service, { name: 'short' });
    await service.http.post('/api/v1/leads').set(bearing(admin)).send({ company_name: 'Acme Corp' });
    const page = await visit(`${service.url}/console/`);
    await page.getByLabel('API key').fill(short.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Acme Corp').first().click();
    await page.getByRole('button', { name: /^Edit Notes/ }).click();
    await page.getByLabel('Notes').fill('A long talk about what they need');
    await clientOf(service.url, admin).delete(`/api/v1/api-keys/${short.id}`).expect(204);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your session has ended').waitFor();
    await page.getByLabel('API key').fill(admin.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await page.getByLabel('Notes').inputValue()).toBe('A long talk about what they need');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Notes is saved.').waitFor();
  });
});
