import fs, { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppLogger } from './app.logger.js';
import { logDestination } from './log-destination.js';
import { runInRequest } from './request-context.js';
import { TelemetrySettings } from './telemetry.settings.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sales-agent-log-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The text of a file once there is one: lines of JSON wait for others. */
async function written(path: string): Promise<string> {
  for (;;) {
    const text = readFileSync(path, 'utf8');
    if (text !== '') return text;
    await sleep(5);
  }
}

/** What is written of one line to a file, which is no terminal. */
async function lineIn(logFormat: TelemetrySettings['logFormat']): Promise<string> {
  const path = join(folder, logFormat);
  const settings = Object.assign(new TelemetrySettings(), { logFormat });
  const logger = new AppLogger(settings, await logDestination(settings, openSync(path, 'w')));
  runInRequest({ requestId: 'request-4711' }, () => {
    logger.warn({ email: 'dana@acme.example' }, 'The call failed', 'Main');
  });
  return written(path);
}

describe('Log lines', () => {
  it.each(['auto', 'json'] as const)('are JSON with LOG_FORMAT=%s where there is no terminal', async (format) => {
    const facts = {
      level: 40,
      context: 'Main',
      msg: 'The call failed',
      email: '[redacted]',
      request_id: 'request-4711',
    };
    expect(JSON.parse(await lineIn(format))).toMatchObject(facts);
  });

  it('are for people with LOG_FORMAT=pretty, redacted and with the request id too', async () => {
    const line = await lineIn('pretty');
    expect(line).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: \[Main\] The call failed/);
    expect(line).toContain('"email":"[redacted]"');
    expect(line).toContain('"request_id":"request-4711"');
    expect(line.trimEnd().split('\n')).toHaveLength(1);
  });

  it('of a few milliseconds are written together, in their order', async () => {
    const path = join(folder, 'together');
    const settings = Object.assign(new TelemetrySettings(), { logFormat: 'json' });
    const logger = new AppLogger(settings, await logDestination(settings, openSync(path, 'w')));
    for (const message of ['one', 'two', 'three']) logger.warn(message);
    expect(readFileSync(path, 'utf8')).toBe('');
    const lines = (await written(path)).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['one', 'two', 'three']);
  });

  it('do not wait for the disk', async () => {
    const sync = vi.spyOn(fs, 'fsyncSync');
    expect(await lineIn('json')).not.toBe('');
    expect(sync).not.toHaveBeenCalled();
    sync.mockRestore();
  });
});
