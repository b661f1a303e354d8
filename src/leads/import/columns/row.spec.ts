import { describe, expect, it } from 'vitest';
import { Mapping } from './mapping.js';
import { RowChecker } from './row-checker.js';

const IMPORT = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00';
const check = (cells: unknown[], header: string, areNew = false) =>
  new RowChecker(IMPORT, areNew, false).check({ line: 2, cells }, new Mapping(header.split(',')));

describe('a row', () => {
  it('becomes the fields of a lead', async () => {
    const header = 'Company,First Name,Last Name,Email,Phone,Mobile,Country,Website,Foo,Empty';
    const cells = [
      ' Acme ',
      'Jane',
      'Doe',
      'Jane Doe <JANE@acme.example>',
      '',
      "'+49 30 1",
      'Germany',
      'acme.example',
      'bar',
      '',
    ];
    const row = await check(cells, header);
    expect(row).toMatchObject({ line: 2, problem: null, cells: null });
    expect(row.fields).toEqual({
      companyName: 'Acme',
      contactName: 'Jane Doe',
      contactEmail: 'JANE@acme.example',
      contactPhone: '+49 30 1',
      country: 'DE',
      companyWebsite: 'https://acme.example',
      additionalData: { Foo: 'bar' },
    });
  });

  it.each<[string[], Record<string, unknown>]>([
    [['A', 'n/a', 'Doe', ''], { companyName: 'A', contactName: 'Doe' }],
    [['A', 'Jane', '-', '="00012"'], { companyName: 'A', contactName: 'Jane', externalId: '00012' }],
    [['="A ""B"" C"', '', '', ''], { companyName: 'A "B" C' }],
  ])('of %j is read as a spreadsheet shows it', async (cells, fields) => {
    expect((await check(cells, 'Company,First Name,Last Name,Record ID')).fields).toEqual(fields);
  });

  it('says nothing by placeholders, which leave a field as it is', async () => {
    expect((await check(['Acme', 'n/a', '--None--'], 'Company,Industry,Country')).fields).toEqual({
      companyName: 'Acme',
    });
  });

  it('keeps what other columns for the same field say', async () => {
    const { fields } = await check(['Acme', '1', '2', '1'], 'Company,Phone,Mobile Phone,Home Phone');
    expect(fields).toMatchObject({ contactPhone: '1', additionalData: { 'Mobile Phone': '2' } });
  });

  it.each<[string, string[], Record<string, unknown>]>([
    ['too few cells', ['Acme'], { code: 'WRONG_CELL_COUNT' }],
    ['too many cells', ['Acme', 'a@b.example', '', 'x'], { code: 'WRONG_CELL_COUNT' }],
    ['the header again', ['Company', 'E-mail'], { code: 'REPEATED_HEADER' }],
    ['a value that is wrong', ['Acme', 'jane@acme'], { code: 'INVALID_VALUE', column: 'E-mail', value: 'jane@acme' }],
    [
      'a value that is too long',
      ['x'.repeat(300), ''],
      { code: 'VALUE_TOO_LONG', column: 'Company', value: 'x'.repeat(100) },
    ],
    ['a NUL', ['Ac\0me', ''], { code: 'INVALID_VALUE', column: 'Company' }],
    ['no company, and nothing to find a lead by', ['', 'n/a'], { code: 'MISSING_VALUE', column: 'Company' }],
  ])('with %s is refused, and kept as it was', async (_, cells, problem) => {
    const row = await check(cells, 'Company,E-mail');
    expect(row).toMatchObject({ fields: null, problem, cells });
  });

  it.each([
    ['Company,Company,,Note', ['Company', 'Company', '', 'Note']],
    ['Company,Industry', ['\ufeffCOMPANY ', 'industry']],
  ])('that repeats the header %j is refused, also where names are changed', async (header, cells) => {
    expect((await check(cells, header)).problem).toMatchObject({ code: 'REPEATED_HEADER' });
  });

  it('may lack its last empty cells, and have empty ones more', async () => {
    expect((await check(['Acme', '', '', ''], 'Company,E-mail')).problem).toBeNull();
  });

  it('needs no company where a lead may be found by it', async () => {
    expect((await check(['', 'a@b.example'], 'Company,E-mail')).fields).toEqual({ contactEmail: 'a@b.example' });
    expect((await check(['', 'a@b.example'], 'Company,E-mail', true)).problem).toMatchObject({ code: 'MISSING_VALUE' });
  });

  it('of an export of this service is what was exported', async () => {
    const id = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01';
    const header = 'id,company_name,additional_data,qualification_score,qualification_tier,status,created_at,version';
    const row = await check([id, "'=Acme", '{"a":{"b":1}}', '87', 'A', 'new', '2026-01-01', '3'], header);
    expect(row).toMatchObject({ ownId: id, fields: { companyName: '=Acme', additionalData: { a: { b: 1 } } } });
    expect(Object.keys(row.fields!)).toHaveLength(2);
  });

  it.each([
    ['with a key that every object inherits', '{"__proto__":{"b":1},"a":1}'],
    ['with a key given twice', '{"a":1,"a":2}'],
    ['that nests deep', `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`],
    ['that is broken', '{"a":1'],
  ])('keeps JSON %s in additional_data as the text that it is', async (_, text) => {
    const { fields } = await check(['Acme', text], 'company_name,additional_data');
    expect(fields).toMatchObject({ additionalData: { additional_data: text } });
  });

  it('with JSON that nests deeper than the stack is refused', async () => {
    const text = `${'{"a":'.repeat(6_000)}1${'}'.repeat(6_000)}`;
    const { problem } = await check(['Acme', text], 'company_name,additional_data');
    expect(problem).toMatchObject({ code: 'VALUE_TOO_LONG' });
  });

  it('of an export keeps the digits of numbers that a double cannot hold', async () => {
    const { fields } = await check(['Acme', '{"id":12345678901234567890}'], 'company_name,additional_data');
    expect(fields).toMatchObject({ additionalData: { id: '12345678901234567890' } });
  });
});
