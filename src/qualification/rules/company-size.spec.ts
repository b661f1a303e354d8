import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseCompanySize } from './company-size.js';

describe('parseCompanySize', () => {
  it.each<[string, number, number | null]>([
    ['1001-5000 employees (associated: 4,512)', 1001, 5000],
    ['51-200 (associated members 123)', 51, 200],
    ['B: 2-10 employees', 2, 10],
    ['E) 201-500', 201, 500],
    ['50-200', 50, 200],
    ['50 – 200 employees', 50, 200],
    ['50—200', 50, 200],
    ['11 to 50', 11, 50],
    ['between 10 and 50 people', 10, 50],
    ['200-50', 50, 200],
    ['1000-5000', 1000, 5000],
    ['501-1,000 employees', 501, 1000],
    ['1-5k', 1000, 5000],
    ['500-1k', 500, 1000],
    ['5k-10k', 5000, 10_000],
    ['Mid-sized (51-200)', 51, 200],
    ['1,000+', 1000, null],
    ['10k+', 10_000, null],
    ['10,001+ employees', 10_001, null],
    ['500 or more', 500, null],
    ['at least 50', 50, null],
    ['>= 50', 50, null],
    ['over 500', 501, null],
    ['more than 1000', 1001, null],
    ['> 1.000', 1001, null],
    ['<10', 1, 9],
    ['under 50', 1, 49],
    ['less than 50 employees', 1, 49],
    ['up to 50', 1, 50],
    ['no more than 50', 1, 50],
    ['max. 50', 1, 50],
    ['50 or fewer', 1, 50],
    ['200', 200, 200],
    ['about 40 people', 40, 40],
    ['~40', 40, 40],
    ['40-person team', 40, 40],
    ['Team of 12', 12, 12],
    ['1.5k', 1500, 1500],
    ['2 thousand', 2000, 2000],
    ["1'000", 1000, 1000],
    ['1.000', 1000, 1000],
    ['1 000 Mitarbeiter', 1000, 1000],
    ['12\u202f000', 12_000, 12_000],
    ['２００', 200, 200],
    ['self-employed', 1, 1],
    ['KMU', 1, 249],
    ['P.M.E.', 1, 249],
    ['Pyme', 1, 249],
    ['KOBİ', 1, 249],
    ['TPE', 1, 9],
    ['Très petite entreprise', 1, 9],
    ['ETI', 250, 4_999],
    ['Mediana empresa', 50, 249],
    ['Just me', 1, 1],
    ['0-1 employees', 0, 1],
  ])('reads %j as %d to %j', (text, min, max) => {
    expect(parseCompanySize(text)).toEqual({ min, max });
  });

  it.each([
    ['', 'nothing'],
    ['   ', 'nothing'],
    ['huge', 'no number'],
    ['$10,000', 'money'],
    ['10%', 'a share'],
    ['10M', 'rather revenue'],
    ['10kg', 'another unit'],
    ['12.5', 'half a person'],
    ['-5', 'below zero'],
    ['<1', 'no employee'],
    ['50 employees, 3 offices', 'two numbers'],
    ['50 with 20 contractors', 'two numbers'],
    ['2 companies with 300 people', 'two numbers'],
    ['mit 5 Standorten', 'offices'],
    ['founded 1998', 'a year'],
    ['1-2-3', 'too many dashes'],
    ['99999999999999999999', 'more than mankind'],
    ['३००', 'digits it does not know'],
  ])('does not guess at %j: %s', (text) => {
    expect(parseCompanySize(text)).toBeNull();
  });

  it.each(['1'.repeat(100_000), '1,000'.repeat(20_000), '- '.repeat(50_000), `1${' 000'.repeat(50_000)}0`])(
    'refuses hostile text',
    (text) => {
      expect(parseCompanySize(text)).toBeNull();
      expect(parseCompanySize(text.slice(0, 100))).toBeNull();
    },
  );

  it('answers a sound range or null for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9k .,<>+-]{0,12}$/)), (text) => {
        const range = parseCompanySize(text);
        if (range === null) return;
        expect(range.min).toBeGreaterThanOrEqual(0);
        expect(range.max ?? range.min).toBeGreaterThanOrEqual(range.min);
      }),
    );
  });

  it('reads back every range it is written', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        expect(parseCompanySize(`${min}-${max}`)).toEqual({ min, max });
        expect(parseCompanySize(`${min.toLocaleString('en')} to ${max.toLocaleString('en')}`)).toEqual({ min, max });
      }),
    );
  });

  it.each<[number, number | null, string]>([
    [
      51,
      200,
      '51 až 200 zaměstnanců; 51-200 fő; 51 έως 200 εργαζόμενοι; 51-200 موظف; 51-200 עובדים; 51 - 200 angajați; 51-200 nhân viên',
    ],
    [51, 200, '51-200 karyawan; 51-200 työntekijää; 51 bis einschließlich 200; ٥١-٢٠٠; from 51 to 200; od 51 do 200'],
    [
      1000,
      null,
      '1000 up; 1000 veya üzeri; from 1000; 1000 & more; 1000 & above; 1000 u. mehr; 1000 vagy több; 1000 και άνω; 최소 1000명',
    ],
    [
      1001,
      null,
      '1000 üzeri; 1000’den fazla; více než 1000; több mint 1000; peste 1000; أكثر من 1000; יותר מ-1000; hơn 1000',
    ],
    [1, 9, "10'dan az; méně než 10; kevesebb mint 10; λιγότεροι από 10; mai puțin de 10; أقل من 10; פחות מ-10"],
    [1, 50, 'nejvýše 50; legfeljebb 50; έως 50; cel mult 50'],
    [
      300,
      300,
      "大约300人; 300 Vollzeitstellen; 300 fte's; 员工人数：300; 300 Mitarbeiter/innen; 300 Mitarbeiter:innen; 300 EE; 300 zaměstnanců",
    ],
    [1, 1, 'one-man show; Ich-AG; Einzelfirma; 1 (just me); ИП; 個人事業主; 自由职业; 프리랜서; serbest meslek; OSVČ'],
  ])('reads %s to %s in %s', (min, max, texts) => {
    expect(texts.split('; ').map((text) => [text, parseCompanySize(text)])).toEqual(
      texts.split('; ').map((text) => [text, { min, max }]),
    );
  });

  it.each([
    'hundreds',
    'several hundred',
    'a few thousand',
    '数百人',
    '十几人',
    'once',
    'per cent',
    'Fortune five hundred',
    'one of many',
    'three founders',
    'ten ten',
    '24/7',
    '3 locations',
    'just in time',
    '10 offices',
    '1.5M users',
    '-50',
    '3 in 1',
    'peste',
    '$5M',
    'from the UK',
  ])('leaves %j unread', (text) => {
    expect(parseCompanySize(text)).toBeNull();
  });
});
