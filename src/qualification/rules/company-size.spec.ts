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
    ['Just me', 1, 1],
    ['0-1 employees', 0, 1],
  ])('reads %j as %d to %j', (text, min, max) => {
    expect(parseCompanySize(text)).toEqual({ min, max });
  });

  it.each<[string, number, number | null]>([
    ['50 bis 249 Beschäftigte', 50, 249],
    ['mehr als 500 Mitarbeiter', 501, null],
    ['unter 10', 1, 9],
    ['rund 200', 200, 200],
    ['10 à 19 salariés', 10, 19],
    ['plus de 500', 501, null],
    ['moins de 10', 1, 9],
    ['50 a 99 empleados', 50, 99],
    ['más de 50', 51, null],
    ['de 51 a 200 funcionários', 51, 200],
    ['mais de 200', 201, null],
    ['51 tot 200', 51, 200],
    ['51-200 anställda', 51, 200],
    ['51-200 сотрудников', 51, 200],
    ['51～200人', 51, 200],
    ['300人', 300, 300],
    ['1000人以上', 1000, null],
    ['51..200', 51, 200],
    ['51-200 employees · 123 on LinkedIn', 51, 200],
    ['350 (2023)', 350, 350],
    ['Jan-50', 1, 50],
    ['10-Jan', 1, 10],
    ['Nov-50', 11, 50],
    ['2-Oct', 2, 10],
    ['10-Feb', 2, 10],
    ['Nov 50', 11, 50],
    ['nov.-50', 11, 50],
    ['janv-50', 1, 50],
    ['10-ene', 1, 10],
    ['2024-01-10', 1, 10],
    ['2024-01-10 00:00:00', 1, 10],
    ['1950-11-01', 11, 50],
    ['über 1.000 Mitarbeiter', 1001, null],
    ['ab 250 Mitarbeitern', 250, null],
    ['bis zu 50 Mitarbeiter', 1, 50],
    ['bis 10', 1, 10],
    ['mindestens 100', 100, null],
    ['zwischen 50 und 100', 50, 100],
    ['von 11 bis 50', 11, 50],
    ['50 bis unter 250', 50, 249],
    ['ca. 1.200 Mitarbeitende', 1200, 1200],
    ['10 Tsd. Mitarbeiter', 10000, 10000],
    ['1 000 et plus', 1000, null],
    ['5 000 salariés et plus', 5000, null],
    ['+ de 500 salariés', 501, null],
    ['- de 10 salariés', 1, 9],
    ["jusqu'à 49 salariés", 1, 49],
    ['entre 50 et 99 personnes', 50, 99],
    ['de 10 à 19', 10, 19],
    ['250 à 499 salariés', 250, 499],
    ['1 ou 2 salariés', 1, 2],
    ['0 salarié', 0, 0],
    ['environ 80 collaborateurs', 80, 80],
    ['au moins 20', 20, null],
    ['supérieur à 1000', 1001, null],
    ['menos de 10 empleados', 1, 9],
    ['entre 11 y 50', 11, 50],
    ['desde 50 hasta 200', 50, 200],
    ['hasta 50 trabajadores', 1, 50],
    ['500 o más', 500, null],
    ['10 mil empleados', 10000, 10000],
    ['até 10 pessoas', 1, 10],
    ['entre 51 e 200', 51, 200],
    ['acima de 1000', 1001, null],
    ['500 ou mais', 500, null],
    ['da 10 a 49 dipendenti', 10, 49],
    ['fino a 50 dipendenti', 1, 50],
    ['oltre 250 addetti', 251, null],
    ['più di 100', 101, null],
    ['meno di 10', 1, 9],
    ['meer dan 500 medewerkers', 501, null],
    ['minder dan 10', 1, 9],
    ['van 50 tot 100 werknemers', 50, 100],
    ['tot 50', 1, 50],
    ['250 of meer', 250, null],
    ['11-50 anställda', 11, 50],
    ['fler än 100', 101, null],
    ['od 50 do 249 pracowników', 50, 249],
    ['ponad 1000 osób', 1001, null],
    ['более 500 сотрудников', 501, null],
    ['от 50 до 200 человек', 50, 200],
    ['до 50', 1, 50],
    ['50~99명', 50, 99],
    ['300명 이상', 300, null],
    ['50人以下', 1, 50],
    ['10人未満', 1, 9],
    ['約300名', 300, 300],
    ['従業員数：120名', 120, 120],
    ['1万人以上', 10000, null],
    ['50-99人', 50, 99],
    ['少于50人', 1, 49],
    ['500-999 people', 500, 999],
    ['51_200', 51, 200],
    ['51_TO_200', 51, 200],
    ['between 200 and 500', 200, 500],
    ['51-200 employees 1,234 associated members', 51, 200],
    ['250 (as of 2022)', 250, 250],
    ['250 (Stand 2022)', 250, 250],
    ['1.500 (31.12.2022)', 1500, 1500],
    ['400 as of 2023', 400, 400],
    ['(2000)', 2000, 2000],
    ['200 on LinkedIn', 200, 200],
    ['Mid-market | 51-200', 51, 200],
    ['Company size: 51-200 employees', 51, 200],
    ['10 kisi', 10, 10],
    ['up to 500 employees in 2022', 1, 500],
    ['500+ FTE', 500, null],
    ['more than 50 but less than 200', 51, 199],
    ['more than 50 and up to 200', 51, 200],
    ['over 50 and under 200', 51, 199],
    ['100+ Mitarbeiter*innen', 100, null],
    ['100 Mitarbeiter:innen', 100, 100],
    ['größer als 100', 101, null],
    ['250 employees worldwide', 250, 250],
  ])('reads %j of another language or system as %d to %j', (text, min, max) => {
    expect(parseCompanySize(text)).toEqual({ min, max });
  });

  it.each([
    'มากกว่า 50',
    'Sep 2023',
    '50 employees, 3 offices',
    '1/2',
    '-5',
    'founded 1998',
    '$10,000',
    '10M',
    '555-0100-22',
    '1 to 10 million',
    '50 or so',
    '<1',
    'grösser 100',
    'Klein (1-49)',
    'große Unternehmen (250+)',
  ])('leaves %j unread', (text) => {
    expect(parseCompanySize(text)).toBeNull();
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

  it.each<[number, number | null, string]>([
    [
      1001,
      null,
      'más de mil; über tausend; plus de mille; mais de mil; oltre mille; meer dan duizend; over a thousand; ponad tysiąc; более тысячи',
    ],
    [
      1000,
      1000,
      'mil empleados; tausend Mitarbeiter; a thousand; un millier; ein tausend; 千人; 천명; 1E+03; 1e3; tysiąc osób',
    ],
    [
      100,
      100,
      'hundred; rund hundert; une centaine de salariés; cien; cento; honderd; hundra anställda; сто; yüz; 百名; 백 명',
    ],
    [
      50,
      50,
      'fifty; fünfzig Mitarbeiter; une cinquantaine; cincuenta; cinquenta; cinquanta dipendenti; vijftig; пятьдесят; 五十人',
    ],
    [
      1,
      9,
      'less than ten; unter zehn; moins de dix; menos de diez; menos de dez; meno di dieci; minder dan tien; менее десяти',
    ],
    [
      10,
      50,
      'ten to fifty; zwischen zehn und fünfzig; de dix à cinquante; entre diez y cincuenta; 10 to fifty; fra dieci e cinquanta',
    ],
    [
      250,
      250,
      'two hundred and fifty; zweihundertfünfzig; deux cent cinquante; doscientos cincuenta; duecentocinquanta; tweehonderdvijftig; 二百五十人',
    ],
    [
      2500,
      2500,
      'zweitausendfünfhundert; dos mil quinientos; deux mille cinq cents; duemilacinquecento; two thousand five hundred',
    ],
    [
      25,
      25,
      'twenty-five; fünfundzwanzig; vingt-cinq; veinticinco; vinte e cinco; venticinque; vijfentwintig; двадцать пять',
    ],
    [90, 90, 'quatre-vingt-dix; ninety; neunzig'],
    [12, 12, 'a dozen; ein Dutzend; une douzaine; una docena; twelve'],
    [500, 1000, 'de 500 a mil; 500 bis tausend; 500 à mille; five hundred to a thousand; de cinq cents à mille'],
    [100, null, '百人以上; hundred+; 백명 이상; a hundred or more'],
    [200, 200, '200ish; 200多人; 约200人左右; unas 200 personas; umas 200 pessoas; близько 200 працівників'],
    [50, 99, '50名以上100名未満; 50人以上、100人未満; 50명 이상 100명 미만; 50人以上99人以下'],
    [50, 249, '50 ile 249 arası; 50 ile 249 çalışan; від 50 до 249 працівників'],
    [251, null, 'понад 250 працівників; більше 250 осіб'],
    [1, 9, 'менше 10 працівників'],
  ])('reads %s to %s in the words of %s', (min, max, texts) => {
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
    'Très petite entreprise',
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
