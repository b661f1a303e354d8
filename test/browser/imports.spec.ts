import { describe, expect, it } from 'vitest';
import { useService } from '../support/test-service.js';
import { choose, tile, useVisits } from './browser.js';

const GERMAN = [
  'Firma;Vorname;Nachname;E-Mail;Branche;Mitarbeiter;Lieblingsfarbe',
  'Müller Söhne;Jörg;Weiß;joerg@mueller.example;Maschinenbau;51-200;blau',
  'Grün AG;Änne;Groß;anne.example;Software;11-50;rot',
  'Blau & Co;Ole;Krüger;ole@blau.example;Handel;10;grün',
  'Rot SE;Ute;Straße;keine Adresse;Handel;10;gelb',
].join('\r\n');

const SOON = { timeout: 15_000 };

const { visit, expectFaults } = useVisits();

/** One lead in Windows-1256. */
const ARABIC = 'Q29tcGFueTtOYW1lO0VtYWlsCtTR38kgx+Hk5tE7483jzyDa4e07bUBub3VyLmV4YW1wbGUK';

describe('a file of leads', () => {
  const service = useService();

  it('is looked at, changed, imported, and its refused rows are mended in the page', async () => {
    const page = await visit(`${service.url}/console/#/import`);
    await choose(page, 'kunden.csv', Buffer.from(GERMAN, 'latin1'));
    await page.waitForURL(/#\/import\/[\w-]{36}$/);
    await page.getByText('CSV · WINDOWS-1252 · separated by semicolons · 4 rows').waitFor();
    expect(await page.getByLabel('Firma').inputValue()).toBe('company_name');
    expect(await page.getByLabel('Lieblingsfarbe').inputValue()).toBe('additional_data');
    expect([await tile(page, 'New'), await tile(page, 'Refused')]).toEqual(['2', '2']);
    const sample = page.getByRole('region', { name: 'First rows, as a table' });
    expect(await sample.textContent()).toContain('Jörg Weiß');
    expect(await sample.textContent()).toContain('Lieblingsfarbe: blau');

    await page.getByLabel('Lieblingsfarbe').selectOption('Notes');
    await expect.poll(() => sample.textContent(), SOON).toMatch(/Notes.*blau/);
    expect(await sample.textContent()).not.toContain('Lieblingsfarbe');
    expect((await service.http.get('/api/v1/leads')).body.data).toEqual([]);
    await page.reload();
    expect(await page.getByLabel('Lieblingsfarbe').inputValue()).toBe('notes');

    await page.getByRole('button', { name: 'Import 2 leads' }).click();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    expect(await tile(page, 'New')).toBe('2');
    const refused = page.getByRole('region', { name: 'Refused rows' });
    await refused.getByText('Line 3').waitFor();
    const field = refused.getByLabel('E-Mail, line 3');
    expect(await field.inputValue()).toBe('anne.example');
    await field.fill('anne@gruen.example');
    await page.reload();
    expect(await field.inputValue()).toBe('anne@gruen.example');
    await refused.getByRole('button', { name: 'Send 1 mended row' }).click();
    await expect.poll(() => tile(page, 'Refused'), SOON).toBe('0');
    const { body } = await service.http.get('/api/v1/leads').query({ q: 'anne@gruen.example' });
    expect(body.data).toMatchObject([{ company_name: 'Grün AG', contact_name: 'Änne Groß', notes: 'rot' }]);
    const earlier = page.getByRole('region', { name: 'Earlier imports', exact: true });
    expect(await earlier.getByRole('row').count()).toBe(2);
    await earlier.getByRole('link', { name: 'kunden.csv' }).click();
    await refused.getByText('Line 5').waitFor();
    await refused.getByText('sent again').waitFor();
    expect(await refused.getByRole('button', { name: 'Send mended rows' }).isDisabled()).toBe(true);
  });

  it('whose letters do not tell its encoding is read as it is said, in its preview and its import', async () => {
    const page = await visit(`${service.url}/console/#/import`);
    await choose(page, 'arabic.csv', Buffer.from(ARABIC, 'base64'));
    await page.getByText('UNKNOWN_ENCODING').or(page.getByText('save it as UTF-8')).first().waitFor();
    await page.getByLabel('Letters of the file').selectOption('windows-1256');
    await page.getByRole('button', { name: 'Read it so' }).click();
    await page.getByText('CSV · WINDOWS-1256').waitFor();
    await page.getByRole('button', { name: 'Import 1 lead' }).click();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    const { body } = await service.http.get('/api/v1/leads').query({ q: 'm@nour.example' });
    expect(body.data).toMatchObject([{ company_name: 'شركة النور', contact_name: 'محمد علي' }]);
    expectFaults(/422/);
  });

  it('is taken where it is dropped, on any view', async () => {
    const page = await visit(`${service.url}/console/#/spend`);
    await page.getByRole('heading', { name: 'Spend' }).waitFor();
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.items.add(new File(['Company,Email\\nDropped Inc,sales@dropped.example'], 'dropped.csv'));
      const drop = (type) => window.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      drop('dragover');
    })()`);
    await page.getByText('Drop the file to see what it would import').waitFor();
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.items.add(new File(['Company,Email\\nDropped Inc,sales@dropped.example'], 'dropped.csv'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    })()`);
    await page.getByRole('button', { name: 'Import 1 lead' }).waitFor();
    await page.getByRole('button', { name: 'Do not import' }).click();
    await page.waitForURL(/#\/import$/);
    expect((await service.http.get('/api/v1/leads').query({ q: 'Dropped' })).body.data).toEqual([]);
  });

  it('that is none is refused in words with a request id, and the way to another one stays', async () => {
    const page = await visit(`${service.url}/console/#/import`);
    await choose(page, 'picture.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    await page
      .getByRole('alert')
      .getByText(/INVALID_FILE_FORMAT, request/)
      .waitFor();
    await choose(page, 'columns.csv', Buffer.from('Alpha,Beta\n1,2\n3,4'));
    await page.getByText('MAPPING_REQUIRED').waitFor();
    expect(await page.getByRole('button', { name: /^Import 0/ }).isDisabled()).toBe(true);
    await page.getByLabel('Alpha').selectOption('Company');
    await page.getByRole('button', { name: 'Import 2 leads' }).click();
    await page.getByRole('heading', { name: 'Imported' }).waitFor();
    expectFaults(/status of 422/);
  });

  it('that cannot be sent says so, and is sent again with a click', async () => {
    const page = await visit(`${service.url}/console/#/import`);
    await page.route('**/api/v1/imports?*', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await choose(page, 'later.csv', Buffer.from('Company\nLater Ltd'));
    await page.getByText('The service does not answer').waitFor();
    await page.unroute('**/api/v1/imports?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Import 1 lead' }).waitFor();
    expectFaults(/ERR_FAILED/);
  });
});
