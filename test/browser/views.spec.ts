import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useLlmService } from '../support/llm-service.js';
import { goodAnswer, late } from '../support/provider-responses.js';
import { scoringAnswer } from '../support/sample-lead.js';
import { useService } from '../support/test-service.js';
import { until } from '../support/until.js';
import { expectAccessible, LOOKS, PHONE, useBrowser } from './browser.js';

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

describe.each(LOOKS)('in %s, at %j', (colorScheme, viewport) => {
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

/** What lies over a view, or opens within it: how it is opened, and how one sees that it is. */
const OPENED: readonly [what: string, open: (page: Page) => Promise<unknown>, content: string][] = [
  ['the keys', (page) => page.keyboard.press('?'), 'dialog .keys'],
  ['a new lead', (page) => page.getByRole('button', { name: 'Add lead' }).click(), 'dialog form'],
  ['the filters', (page) => page.getByText('+ Filter').click(), 'details[open] form'],
  ['a selection', (page) => page.locator('tbody input').nth(1).check(), '.selection'],
  [
    'an outcome of several',
    (page) => page.getByRole('toolbar').getByRole('button', { name: 'Lost' }).click(),
    'dialog form',
  ],
];
const OPENED_OF_A_LEAD: typeof OPENED = [
  ['the outcome', (page) => page.keyboard.press('w'), '.outcome-form'],
  ['a field', (page) => page.getByRole('button', { name: /^Edit Notes/ }).click(), '.editing textarea'],
  ['the facts as judged', (page) => page.getByText(/^The facts as judged/).click(), '.reasoning[open] dl'],
  ['a message', (page) => page.getByRole('button', { name: 'Score again' }).click(), '.toast'],
  [
    'a question',
    (page) => page.getByRole('complementary').getByRole('button', { name: 'Delete' }).click(),
    'dialog .danger',
  ],
];

describe.each(LOOKS)('in %s, at %j', (colorScheme, viewport) => {
  it('what opens over a view is accessible', async () => {
    const { page, faults } = await browser.open(`${service.url}/console/#/leads`, { colorScheme, viewport });
    const check = async (all: typeof OPENED, isClosed: boolean) => {
      for (const [what, open, content] of all) {
        await open(page);
        await page.locator(content).first().waitFor();
        await expectAccessible(page, what);
        if (isClosed) await page.keyboard.press('Escape');
      }
    };
    await page.locator('tbody .name').first().waitFor();
    await check(OPENED, true);
    if (viewport === PHONE) {
      await page.getByRole('button', { name: 'Menu' }).click();
      await expectAccessible(page, 'the menu');
    }
    await page.goto(`${service.url}/console/#/leads?lead=${leadId}`);
    await page.locator('.outcome button:enabled').first().waitFor();
    await check(OPENED_OF_A_LEAD, false);
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
    await page.locator('tbody .name').first().waitFor();
    await page.screenshot({ path: `${folder}/console-leads-${colorScheme}.png` });
    await page.context().close();
  }
});

describe('with a file, and a run over its leads', () => {
  const llm = useLlmService({ RUNS_CONCURRENCY: '4' });
  const usage = { prompt_tokens: 812, completion_tokens: 240, total_tokens: 1_052 };
  let views: [path: string, content: string][];

  beforeAll(async () => {
    const send = async (options: string) => {
      const answer = await llm.http.post(`/api/v1/imports?${options}`).attach('file', customers(), 'Kunden 2026.csv');
      return (answer.body as { id: string }).id;
    };
    const [looked, imported] = [await send('dry_run=true'), await send('wait=true')];
    const good = late(60, goodAnswer(scoringAnswer(80, 70, 60), { usage }));
    for (const one of [llm.runpod, llm.cerebras]) one.script(...Array(4).fill(goodAnswer('Well, it depends.')), good);
    const run = await llm.http.post('/api/v1/qualification-runs').send({ filter: {}, max_cost_usd: '5' });
    const path = `/api/v1/qualification-runs/${run.body.id as string}`;
    await until(async () => (await llm.http.get(path)).body.counts.done > 60);
    await llm.http.post(`${path}/pause`);
    views = [
      [`import/${looked}`, '.sample'],
      [`import/${imported}`, '.refused li'],
      [`runs/new?requalify=true`, '.strategies'],
      [`runs/${run.body.id as string}`, '[aria-label="By provider, as a table"]'],
      ['runs', '.data'],
    ];
  });

  it.each(LOOKS)('their pages are accessible in %s, at %j', async (colorScheme, viewport) => {
    const { page, faults } = await browser.open(`${llm.url}/console/`, { colorScheme, viewport });
    for (const [view, content] of views) {
      await page.goto(`${llm.url}/console/#/${view}`);
      await page.locator(content).first().waitFor();
      await expectAccessible(page);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.runIf(folder !== undefined)('pictures of imports and runs are made for the documents', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await browser.open(`${llm.url}/console/`, { colorScheme });
      for (const [name, [view, content]] of [
        ['import', views[0]],
        ['run', views[3]],
      ] as [string, [string, string]][]) {
        await page.goto(`${llm.url}/console/#/${view}`);
        await page.locator(content).first().waitFor();
        await page.screenshot({ path: `${folder}/console-${name}-${colorScheme}.png` });
      }
      await page.context().close();
    }
  });
});

/** As a German CRM exports them; two rows have something wrong. */
function customers(): Buffer {
  const names = [
    'Nordlicht',
    'Brandt & Söhne',
    'Küstenwerk',
    'Grünbach',
    'Falkenhof',
    'Rheinstahl',
    'Lindenau',
    'Möwe',
  ];
  const kinds = [
    ['Robotik', 'Maschinenbau'],
    ['Logistik', 'Transport'],
    ['Analytik', 'Software'],
    ['Energie', 'Energie'],
  ];
  const rows = Array.from({ length: 160 }, (_, index) => {
    const [kind, industry] = kinds[Math.floor(index / 8) % 4] ?? [];
    const domain = `${String(kind).toLowerCase()}-${index}.example`;
    const size = ['11-50', '51-200', '201-500'][index % 3];
    return `${names[index % 8]} ${kind} ${1 + Math.floor(index / 32)};Jörg;Weiß;vertrieb@${domain};${industry};${size};Messe Hannover`;
  });
  rows[4] = rows[4]!.replace('@', ' at ');
  rows[9] = `${rows[9]};noch eine Zelle`;
  return Buffer.from(['Firma;Vorname;Nachname;E-Mail;Branche;Mitarbeiter;Kampagne', ...rows].join('\r\n'), 'latin1');
}
