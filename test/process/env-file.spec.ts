import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startAndFail, startService, useFolder } from '../support/service-process.js';

const NOWHERE = 'postgresql://nobody@127.0.0.1:1/none';
const BYTE_ORDER_MARK = '\uFEFF';

describe('the .env file', () => {
  const folder = useFolder();

  it.each<[BufferEncoding]>([['utf-8'], ['utf16le']])('is read in %s with a byte order mark', async (encoding) => {
    const text = `${BYTE_ORDER_MARK}LLM_DEADLINE_MS=soon\nMCP_API_KEY=two words\n`;
    await writeFile(join(folder.path, '.env'), text, encoding);
    const { code, stderr } = await startAndFail(folder.path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/LLM_DEADLINE_MS must .+MCP_API_KEY must /);
  });

  it('that is a folder ends the start with one line', async () => {
    await rm(join(folder.path, '.env'), { force: true });
    await mkdir(join(folder.path, '.env'));
    const { code, stderr } = await startAndFail(folder.path);
    await rm(join(folder.path, '.env'), { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toBe('Wrong settings: .env must be a file that the service can read (EISDIR)\n');
  });

  it('with misspelt keys is named in one warning at the start, without their values', async () => {
    await writeFile(join(folder.path, '.env'), 'CEREBRAS_APIKEY=hunter2\nDB_MAXIMUM=hunter3\n');
    const service = await startService(folder.path, { DATABASE_URL: NOWHERE, LOGLEVEL: 'debug' });
    expect(await service.end('SIGTERM')).toBe(0);
    const warnings = service
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: number; msg: string })
      .filter(({ msg }) => msg.includes('ignored'));
    expect(warnings).toMatchObject([
      { level: 40, msg: expect.stringContaining('CEREBRAS_APIKEY (CEREBRAS_API_KEY?)') },
    ]);
    expect(warnings[0]?.msg).toMatch(/LOGLEVEL \(LOG_LEVEL\?\)/);
    expect(warnings[0]?.msg).toMatch(/DB_MAXIMUM/);
    expect(service.stdout() + service.stderr()).not.toMatch(/hunter/);
  });
});
