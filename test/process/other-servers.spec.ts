import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.js';
import { useFolder } from '../support/service-process.js';

describe('Commands for users of a service, where another server is', () => {
  const folder = useFolder();

  beforeAll(() => writeFile(join(folder.path, 'leads.csv'), 'Company,Email\nAcme,jane@acme.example\n'));

  it.each([
    [
      'a page for every path',
      200,
      { 'content-type': 'text/html', 'x-request-id': 'a' },
      '<p>Hello</p>',
      'is it Sales Agent?',
    ],
    ['JSON of its own', 200, { 'content-type': 'application/json' }, '{"data":[{}]}', 'is it Sales Agent?'],
    [
      'a redirect',
      301,
      { location: 'https://sales.example/' },
      '',
      'leads to https://sales.example/; name what is there',
    ],
  ])('say so, where it answers with %s', async (_, status, headers, body, line) => {
    const other = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(status, headers).end(body));
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    for (const args of [['import', 'leads.csv'], ['qualify'], ['runs', 'list'], ['export', '--output', 'other.csv']]) {
      const { code, stdout, stderr } = await runCommand(folder.path, [...args, '--url', url]);
      expect({ code, stdout, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({
        ...{ code: 1, stdout: '' },
        last: expect.stringMatching(new RegExp(`^${url}/api/v1/.* answered ${status}.*${line.replace('?', '\\?')}`)),
      });
    }
    expect(await readdir(folder.path)).not.toContain('other.csv');
    other.close();
  });
});
