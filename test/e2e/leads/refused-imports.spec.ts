import { beforeEach, describe, expect, it } from 'vitest';
import { ImportClient, SMALL_IMPORTS } from '../../support/import-client.js';
import { useService } from '../../support/test-service.js';

const service = useService(SMALL_IMPORTS);
const { send, get, leads, left, clear } = new ImportClient(service);

beforeEach(clear);

describe('POST /api/v1/imports', () => {
  it.each<[string, string | Buffer, number, string]>([
    ['empty', '', 422, 'INVALID_FILE_FORMAT'],
    ['a PDF', '%PDF-1.7\n...', 422, 'INVALID_FILE_FORMAT'],
    ['an HTML table', '<table><tr><td>a</td></tr></table>', 422, 'INVALID_FILE_FORMAT'],
    [
      'in two encodings',
      Buffer.concat([Buffer.from('Company\nMüller\n'), Buffer.from('Köln\n', 'latin1')]),
      422,
      'MIXED_ENCODING',
    ],
    ['of too many bytes', `Company\n${'x'.repeat(300_000)}`, 413, 'FILE_SIZE_EXCEEDED'],
    ['of too many rows', `Company\n${'x\n'.repeat(2_001)}`, 413, 'FILE_SIZE_EXCEEDED'],
    ['of too many columns', `Company${',x'.repeat(100)}\n`, 413, 'FILE_SIZE_EXCEEDED'],
    ['with a header without end', `Company,${'x'.repeat(250_000)}\nAcme,1\n`, 422, 'INVALID_FILE_FORMAT'],
  ])('refuses a file that is %s, and leaves nothing behind', async (_, file, status, error_code) => {
    const answer = await send(file);
    expect(answer).toMatchObject({ status, body: { error_code, details: { import_id: expect.any(String) } } });
    expect(await left()).toHaveLength(0);
    expect((await get(`/imports/${answer.body.details.import_id}`)).body).toMatchObject({
      state: 'failed',
      error: { error_code },
    });
  });

  it.each([
    ['JSON', 'application/json', '{"a":1}', 415],
    [
      'a form without a file',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
      400,
    ],
    [
      'a form that is cut off',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nCompany\nAc',
      400,
    ],
    ['a form that is none', 'multipart/form-data; boundary=x', 'Company\nAcme', 400],
    ['a form without a boundary', 'multipart/form-data', 'Company\nAcme', 400],
  ])('refuses %s', async (_, type, body, status) => {
    const answer = await send(body, '', { 'content-type': type });
    expect(answer.status).toBe(status);
    expect(await left()).toHaveLength(0);
    expect(await leads()).toHaveLength(0);
  });

  it.each(['text/csv', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'is the only one that takes %s',
    async (type) => {
      const response = await fetch(`${service.url}/api/v1/leads`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: 'a=1',
      });
      expect(response.status).toBe(415);
    },
  );

  it('answers a file that it refuses while the rest still comes', async () => {
    const file = Buffer.concat([Buffer.from('Company\nAcme\n'), Buffer.alloc(40_000_000, 'x,y\n')]);
    const query = `?mapping=${encodeURIComponent('{"Nope":"notes"}')}`;
    expect(await send(file, query)).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_ERROR' } });
    const form = new FormData();
    form.append('file', new Blob([file]), 'a.csv');
    const response = await fetch(`${service.url}/api/v1/imports${query}`, { method: 'POST', body: form });
    expect(response.status).toBe(422);
    expect(await left()).toHaveLength(0);
  });

  it('refuses options that it does not know', async () => {
    for (const query of ['?on_duplicate=merge', '?wait=soon', '?wait=61', '?dry_run=1', '?foo=1']) {
      expect((await send('Company\nAcme\n', query)).status).toBe(422);
    }
  });
});
