import { beforeAll, describe, expect, it } from 'vitest';
import { bearing, clientOf, issueKey } from '../support/callers.js';
import { freePort } from '../support/free-port.js';
import { useLlmService } from '../support/llm-service.js';
import { failure, goodAnswer } from '../support/provider-responses.js';
import { type ServiceProcess, startService, useFolder } from '../support/service-process.js';
import { useTestDatabase } from '../support/test-database.js';
import { useService } from '../support/test-service.js';
import { useVisits } from './browser.js';

/** A budget counts on every replica within 2 s. */
const PATIENCE = { timeout: 20_000, interval: 500 };
const { visit, expectFaults } = useVisits();

describe('A language model that cannot be used', () => {
  const service = useLlmService();

  beforeAll(() => service.http.post('/api/v1/leads').send({ company_name: 'Acme Corp', industry: 'Software' }));

  it('that is down is said with what to do, and a score by rules says why it is one', async () => {
    expectFaults(/status of (502|503)/);
    service.runpod.script(failure(401));
    service.cerebras.script(failure(500));
    const page = await visit(`${service.url}/console/#/providers`);
    const runpod = page.getByRole('region', { name: 'runpod' });
    await runpod.getByRole('button', { name: 'Ask it now' }).click();
    await runpod.getByRole('alert').getByText('refuses the API key. Set a valid one').waitFor();
    await page.getByRole('link', { name: 'Leads' }).click();
    await page.getByText('Acme Corp').click();
    await page.getByRole('complementary').getByRole('button', { name: 'Score', exact: true }).click();
    await page
      .getByRole('complementary')
      .getByText(/instead of a model: no provider/)
      .waitFor();
  });

  it('for which there is no budget is said where it is asked, and under Spend', async () => {
    expectFaults(/status of 402/);
    service.reset();
    service.runpod.script(goodAnswer());
    await service.http.put('/api/v1/llm/budgets/workspace').send({ limit_usd: '0', period: 'month' }).expect(200);
    const page = await visit(`${service.url}/console/#/providers`);
    const runpod = page.getByRole('region', { name: 'runpod' });
    await expect
      .poll(async () => {
        await runpod.getByRole('button', { name: 'Ask it now' }).click();
        return runpod.getByRole('alert').or(runpod.getByRole('status')).textContent();
      }, PATIENCE)
      .toMatch(/The budget of the workspace, .* is spent until .*Raise the budget under Spend/);
    await page.getByRole('link', { name: 'Spend' }).click();
    await page.getByText(/Used up: calls are refused, until it starts again on/).waitFor();
    await page.getByLabel('in USD').fill('$25');
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByText('$0 of $25.00 this month').waitFor();
  });
});

describe('A key that is revoked while its session is used', () => {
  const service = useService();

  it('keeps what was typed, and goes on with it after signing in again', async () => {
    expectFaults(/status of 401/);
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

describe('A service that is killed', () => {
  const folder = useFolder();
  const database = useTestDatabase();

  it('is said, loses nothing that was typed, and goes on when it is back', async () => {
    expectFaults(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
    const environment = { DATABASE_URL: database.url, PORT: String(await freePort()) };
    let running: ServiceProcess = await startService(folder.path, environment);
    try {
      const page = await visit(`${running.url}/console/`);
      await page.getByRole('button', { name: 'Add lead' }).click();
      await page.getByLabel('Company').fill('Acme Corp');
      await running.end('SIGKILL');
      await page.getByRole('button', { name: 'Add the lead' }).click();
      await page.getByText('The service does not answer').waitFor();
      running = await startService(folder.path, environment);
      expect(await page.getByLabel('Company').inputValue()).toBe('Acme Corp');
      await page.getByRole('button', { name: 'Add the lead' }).click();
      await page.getByRole('complementary').getByRole('heading', { name: 'Acme Corp' }).waitFor();
    } finally {
      await running.end('SIGTERM');
    }
  });
});
