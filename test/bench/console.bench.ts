import { readdir, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { runBench } from './bench.js';
import { median } from './report.js';
import { insertSampleLeads } from './sample-leads.js';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';
const LEADS = 100_000;
const ROUNDS = 5;
const OPENED_LEADS = 20;
const FRAMES = 600;
const PX_PER_FRAME = 4 * 54;
const IDLE_MS = 120_000;
/** What each may be at most. */
const LIMITS = { firstKiB: 60, allKiB: 160, drawnMs: 1_000, openedMs: 100, frameMs: 50, idleMiB: 1 };

/** Marks when the first rows are there, as soon as they are. */
const WATCH_ROWS = `new MutationObserver((_, observer) => {
  if (document.querySelector('tbody .name') === null) return;
  performance.mark('rows');
  observer.disconnect();
}).observe(document, { childList: true, subtree: true })`;

/** Opens the next lead; how long after the last answer its panel changed last, and after the key, in ms. */
const OPEN_NEXT = `new Promise((resolve) => {
  const start = performance.now();
  let last = start;
  const observer = new MutationObserver(() => { last = performance.now(); });
  observer.observe(document.querySelector('.leads'), { childList: true, subtree: true, characterData: true });
  dispatchEvent(new KeyboardEvent('keydown', { key: 'j' }));
  setTimeout(() => {
    observer.disconnect();
    const answers = performance.getEntriesByType('resource').filter((one) => one.startTime >= start);
    const answered = Math.max(...answers.map((one) => one.responseEnd));
    performance.clearResourceTimings();
    // What the list knew already is drawn before the answer.
    resolve([Math.max(0, last - answered), last - start]);
  }, 400);
})`;

const SCROLL = `new Promise((resolve) => {
  const scroller = document.querySelector('.rows');
  const frames = [];
  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration)));
  observer.observe({ entryTypes: ['longtask'] });
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    scroller.scrollTop += ${PX_PER_FRAME};
    if (frames.length < ${FRAMES}) requestAnimationFrame(step);
    else resolve({ frames, tasks, rows: Math.round(scroller.scrollTop / 54) });
  };
  requestAnimationFrame(step);
})`;

interface Measure {
  what: string;
  is: string;
  limit: string;
  isMet: boolean;
}

/** How quick the web console is, over 100,000 leads, in Chromium; at 4 x less processor where that is said. */
await runBench(async (bench) => {
  const service = await bench.startService();
  await insertSampleLeads(bench.databaseUrl, LEADS);
  // As root, as in a container, Chromium does not start with its sandbox.
  const args = ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const browser = await chromium.launch({ executablePath: PATH, args });
  try {
    const url = `${service}/console/`;
    const drawn = await firstView(browser, url, 4);
    const unthrottled = await firstView(browser, url, 1);
    const all = await allBytes();
    const page = await openList(browser, url);
    const opened = await openLeads(page);
    const scrolled = await page.evaluate<{ frames: number[]; tasks: number[]; rows: number }>(SCROLL);
    const longest = Math.max(...scrolled.frames);
    const idle = await stayIdle(page);
    const measures: Measure[] = [
      limited('first load, compressed', drawn.kib, LIMITS.firstKiB, 'KiB'),
      limited('everything, compressed', all / 1_024, LIMITS.allKiB, 'KiB'),
      limited('first rows drawn, processor 4 x slower', drawn.rowsMs, LIMITS.drawnMs, 'ms'),
      told('first content, processor 4 x slower', `${drawn.paintMs.toFixed()} ms`),
      told('first rows drawn', `${unthrottled.rowsMs.toFixed()} ms`),
      limited('a lead drawn after its answer', opened.afterAnswerMs, LIMITS.openedMs, 'ms'),
      told('a lead drawn after the key', `${opened.afterKeyMs.toFixed()} ms`),
      limited(`longest of ${FRAMES} frames over ${scrolled.rows} rows`, longest, LIMITS.frameMs, 'ms'),
      told('tasks over 50 ms meanwhile', String(scrolled.tasks.length)),
      limited(`memory grown in ${IDLE_MS / 1_000} s without a user`, idle.grownMiB, LIMITS.idleMiB, 'MiB'),
      limited('requests meanwhile', idle.requests, 0, ''),
    ];
    console.table(Object.fromEntries(measures.map(({ what, is, limit }) => [what, { is, limit }])));
    return measures.every(({ isMet }) => isMet);
  } finally {
    await browser.close();
  }
});

function limited(what: string, value: number, limit: number, unit: string): Measure {
  return { what, is: `${Number(value.toFixed(1))} ${unit}`, limit: `${limit} ${unit}`, isMet: value <= limit };
}

function told(what: string, is: string): Measure {
  return { what, is, limit: '', isMet: true };
}

/** Medians of opening the address anew, with an empty cache. */
async function firstView(browser: Browser, url: string, rate: number) {
  const rounds: { rowsMs: number; paintMs: number; kib: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(WATCH_ROWS);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate });
    await page.goto(url);
    await page.locator('tbody .name').first().waitFor();
    rounds.push(
      await page.evaluate(`({
        rowsMs: performance.getEntriesByName('rows')[0].startTime,
        paintMs: performance.getEntriesByName('first-contentful-paint')[0].startTime,
        kib: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
          .filter((one) => one.name.includes('/console/') && !one.name.includes('session'))
          .reduce((sum, one) => sum + one.encodedBodySize, 0) / 1024,
      })`),
    );
    await context.close();
  }
  return {
    rowsMs: median(rounds.map(({ rowsMs }) => rowsMs)),
    paintMs: median(rounds.map(({ paintMs }) => paintMs)),
    kib: median(rounds.map(({ kib }) => kib)),
  };
}

/** Of the files as they are sent to browsers. */
async function allBytes(): Promise<number> {
  const folder = new URL('../../console/', import.meta.url);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.br'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(new URL(name, folder))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function openList(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  await page.goto(url);
  await page.getByText(LEADS.toLocaleString('en'), { exact: true }).waitFor();
  return page;
}

async function openLeads(page: Page): Promise<{ afterAnswerMs: number; afterKeyMs: number }> {
  await page.locator('tbody .name').first().click();
  await page.locator('.waterfall').waitFor();
  const times: [number, number][] = [];
  for (let lead = 0; lead < OPENED_LEADS; lead++) times.push(await page.evaluate(OPEN_NEXT));
  await page.keyboard.press('Escape');
  return {
    afterAnswerMs: median(times.map(([afterAnswer]) => afterAnswer)),
    afterKeyMs: median(times.map(([, afterKey]) => afterKey)),
  };
}

async function stayIdle(page: Page): Promise<{ grownMiB: number; requests: number }> {
  const devtools = await page.context().newCDPSession(page);
  await sleep(2_000);
  let requests = 0;
  page.on('request', () => requests++);
  const before = await heapOf(devtools);
  await sleep(IDLE_MS);
  return { grownMiB: Math.max(0, (await heapOf(devtools)) - before) / 1_024 / 1_024, requests };
}

async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
}
