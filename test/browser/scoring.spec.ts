import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Example } from '../../src/qualification/learning/example.js';
import { generateLeads } from '../support/generated-leads.js';
import { useService } from '../support/test-service.js';
import { until } from '../support/until.js';
import { expectAccessible, LOOKS, useVisits } from './browser.js';

const { visit } = useVisits();
const service = useService();

function visitScoring(part: string, options?: BrowserContextOptions): Promise<Page> {
  return visit(`${service.url}/console/#/scoring/${part}`, options);
}

interface Ended {
  id: string;
  isWon: boolean;
}

/** Stores leads, and scores them by rules. */
async function storeScored(leads: readonly Example[]): Promise<Ended[]> {
  const body = { leads: leads.map(({ facts }) => facts) };
  const stored = await service.http.post('/api/v1/leads/batch').send(body).expect(200);
  const items: { id: string }[] = stored.body.data;
  const run = await service.http.post('/api/v1/qualification-runs').send({ filter: {}, method: 'rules' }).expect(202);
  await until(async () => {
    const { body: now } = await service.http.get(`/api/v1/qualification-runs/${run.body.id}`);
    return now.state === 'completed';
  });
  return items.map(({ id }, index) => ({ id, isWon: leads[index]?.isWon === true }));
}

async function recordOutcomes(leads: readonly Ended[]): Promise<void> {
  for (const outcome of ['won', 'lost']) {
    const ids = leads.filter(({ isWon }) => isWon === (outcome === 'won')).map(({ id }) => id);
    await service.http.put('/api/v1/leads/outcome').send({ ids, outcome }).expect(200);
  }
}

/** Kept for those who look at them, where a folder is given. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}

describe('Without outcomes', () => {
  it('models say how to begin, and what is missing after a try', async () => {
    const page = await visitScoring('models');
    await page.getByText('No model yet').waitFor();
    await page.getByRole('button', { name: 'Learn from the outcomes' }).click();
    await page.getByText('not enough outcomes yet').waitFor();
    await page.getByText('0 won, 0 lost').first().waitFor();
  });

  it('what scores are worth is not known, which says what to do', async () => {
    const page = await visitScoring('worth');
    await page.getByText('No lead has an outcome yet').waitFor();
    await page.getByText('mark it as won or lost').waitFor();
  });
});

describe('With outcomes', () => {
  let leads: Ended[];

  beforeAll(async () => {
    leads = await storeScored(generateLeads(600, 2));
    await recordOutcomes(leads.slice(0, 10));
  });

  it('what scores are worth is said with its numbers, and that they are not enough yet where they are few', async () => {
    const page = await visitScoring('worth');
    const rules = page.getByRole('region', { name: 'Rules' });
    await rules.getByText(/^Not enough yet:/).waitFor();
    await recordOutcomes(leads);
    await page.reload();
    await rules.getByText(/of 100 pairs of a won and a lost lead/).waitFor();
    expect(await rules.locator('.tier-rates li').count()).toBe(4);
    await rules.getByText(/ times$/).waitFor();
    await rules.getByText('These scores cost nothing.').waitFor();
    await page.getByRole('region', { name: 'By model and profile', exact: true }).waitFor();
  });

  it('a model is learned with one click, says what counts and what was left out, and is learned again without a field', async () => {
    const page = await visitScoring('models');
    await page.getByRole('button', { name: 'Learn from the outcomes' }).click();
    await page
      .getByRole('row', { name: /Model 2/ })
      .getByText('in use')
      .waitFor();
    const card = page.getByRole('region', { name: 'Model 2' });
    await card
      .getByText(/^odds × .* won$/)
      .first()
      .waitFor();
    await card.getByText('differs in nearly every lead').first().waitFor();
    await card.getByLabel('Country').uncheck();
    await card.getByRole('button', { name: 'Learn again with these fields' }).click();
    await page.getByRole('region', { name: 'Model 3' }).getByText('you left it out').waitFor();
    expect((await service.http.get('/api/v1/scoring-models/3')).body).toMatchObject({ exclude: ['country'] });
  });

  it('a model is retired after one question, and another is used with one click', async () => {
    const page = await visitScoring('models');
    const active = page.getByRole('row').filter({ hasText: 'in use' });
    await active.getByRole('button', { name: 'Retire' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Retire the model' }).click();
    await expect.poll(() => active.count()).toBe(0);
    await page
      .getByRole('row', { name: /Model 2/ })
      .getByRole('button', { name: 'Use it' })
      .click();
    await page
      .getByRole('row', { name: /Model 2/ })
      .getByText('in use')
      .waitFor();
  });

  it.each(LOOKS)('both views are accessible in %s, at %j', async (colorScheme, viewport) => {
    const page = await visitScoring('models', { colorScheme, viewport });
    await page.getByRole('button', { name: 'Model 2' }).click();
    await page.getByRole('region', { name: 'Model 2' }).getByText('What counts').waitFor();
    await expectAccessible(page);
    await picture(page, `models-${colorScheme}-${viewport.width}`);
    await page.getByRole('link', { name: 'What scores are worth' }).click();
    await page.getByRole('region', { name: 'Rules' }).waitFor();
    await expectAccessible(page);
    await picture(page, `worth-${colorScheme}-${viewport.width}`);
  });
});
