import { existsSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { useStarted } from '../support/use-started.js';

/** Where Debian puts it. */
const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const WIDE = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
/** Each colour scheme on each screen. */
export const LOOKS = [
  ['light', WIDE],
  ['dark', WIDE],
  ['light', PHONE],
  ['dark', PHONE],
] as const;

/** A page, and what went wrong in it. */
export interface TestPage {
  page: Page;
  /** Messages of the console that are errors or warnings, scripts that failed, and requests to other hosts. */
  faults: string[];
}

/** Chromium, running while the tests of the enclosing block do. */
export function useBrowser(): { open: (url: string, options?: BrowserContextOptions) => Promise<TestPage> } {
  const started = useStarted(
    async () => ({ browser: await launch() }),
    ({ browser }) => browser.close(),
  );
  return { open: (url, options) => openPage(started.browser, url, options) };
}

/**
 * Chromium with one page a test, which `visit` opens. When the test ends, the page is closed, and nothing may have gone
 * wrong in it but what matches a pattern of `expectFaults`, such as what the browser itself writes of requests that fail.
 */
export function useVisits() {
  const browser = useBrowser();
  let open: TestPage | undefined;
  let expected: RegExp[] = [];
  afterEach(async () => {
    const faults = open?.faults.filter((fault) => !expected.some((pattern) => pattern.test(fault))) ?? [];
    await open?.page.context().close();
    open = undefined;
    expected = [];
    expect(faults).toEqual([]);
  });
  return {
    visit: async (url: string, options?: BrowserContextOptions): Promise<Page> => {
      open = await browser.open(url, options);
      return open.page;
    },
    expectFaults: (pattern: RegExp): void => void expected.push(pattern),
  };
}

function launch(): Promise<Browser> {
  if (!existsSync(PATH)) {
    throw new Error(
      `There is no Chromium at ${PATH}. Install it with "apt-get install -y chromium" (Debian), or name another one: ` +
        'CHROMIUM=/path/to/chromium npm run test:browser',
    );
  }
  // As root, as in a container, Chromium does not start with its sandbox.
  return chromium.launch({ executablePath: PATH, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<TestPage> {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(url).origin) faults.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults };
}

/** That axe finds nothing, and neither the page nor its main part scrolls sideways, with `what` open. */
export async function expectAccessible(page: Page, what = 'nothing'): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect(found, `with ${what} open`).toEqual([]);
  const overflows = await page.evaluate<number[]>(
    `['html', 'main'].map((name) => document.querySelector(name)).map((one) => one.scrollWidth - one.clientWidth)`,
  );
  expect(overflows, `${page.url()} is as wide as the screen`).toEqual([0, 0]);
}

/** Gives a file to the page's field for one. */
export function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  return page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
}

/** The figure of the tile with this name. */
export function tile(page: Page, name: string): Promise<string | null> {
  return page
    .locator('.tile', { has: page.getByText(name, { exact: true }) })
    .locator('b')
    .first()
    .textContent();
}
