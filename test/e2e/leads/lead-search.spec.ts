import { beforeEach, describe, expect, it } from 'vitest';
import { useLeadSearches } from '../../support/lead-searches.js';

const WORKSPACE = '00000000-0000-7000-8000-000000000001';
const { service, store, found } = useLeadSearches();

describe('A search finds a name as people write it', () => {
  it.each([
    ['İstanbul Yazılım', 'istanbul yazilim', 'ISTANBUL', 'İSTANBUL', 'ıstanbul', 'yazılım', 'YAZILIM'],
    ['Straßenbau Größe', 'strassenbau', 'STRASSENBAU', 'straßenbau', 'STRAẞENBAU', 'grosse', 'groesse', 'größe'],
    ['Müller GmbH', 'muller', 'mueller', 'Müller', 'MUELLER', 'Mu\u0308ller', 'üll'],
    ['Mueller & Soehne', 'Müller', 'Söhne', 'mueller'],
    ['Møller Ålesund', 'moller', 'moeller', 'alesund', 'aalesund', 'MØLLER'],
    ["Société L'Été", 'societe', "l'ete", 'L’ÉTÉ', 'l`ete', 'L´Été'],
    ['Niño y Cía.', 'nino', 'NIÑO', 'cia'],
    ['Łódź Crème Œuvre Đà Nẵng', 'lodz', 'creme', 'oeuvre', 'da nang'],
    ['ΑΘΗΝΑΪΚΟΣ Οδυσσεύς', 'αθηναικοσ', 'αθηναικος', 'Αθηναϊκός', 'οδυσσευς', 'ΟΔΥΣΣΕΥΣ'],
    ['Иванов и Сёмин', 'иванов', 'ИВАНОВ', 'семин', 'ван'],
    ['トヨタ自動車株式会社', 'トヨタ', 'ﾄﾖﾀ', 'とよた', '自動車', '車', '株式'],
    ['Ｓｏｎｙ　株式会社', 'sony', 'ＳＯＮＹ', '株'],
    ['شركة الأمل للتجارة', 'شركه', 'الامل', 'شَرِكَة', 'الأمـــل', 'إلامل'],
    ['בנק הפועלים', 'בנק', 'הפּוֹעֲלִים', 'הפועלימ'],
    ['삼성전자', '삼성', '전', '삼성전자'],
    ['Rock ‘n’ Roll – “Live”', "rock 'n'", '"live"', '-'],
    ["O'Brien & Sons", 'obrien', 'OBRIEN', "o'brien", 'o’brien', 'o brien', 'sons obrien', "'"],
    ['McDonald’s', 'mcdonalds', "mcdonald's", 'McDonald’s'],
    ["L'Été Müller", 'lete', 'LÉTÉ', 'lété mueller'],
    ['サクラ・ガーデン', 'サクラガーデン', 'さくらがーでん', 'ｻｸﾗ･ｶﾞｰﾃﾞﾝ', 'ガーデン サクラ', '・'],
    ['サクラガーデン', 'サクラ・ガーデン', 'ｻｸﾗ･ｶﾞｰﾃﾞﾝ', 'サクラガーデン'],
    ['OBrien and Sons', "o'brien", 'O’Brien', "O'BRIEN", 'o-brien sons'],
    ["Sinéad O'Brien-Smith", "o'brien", 'obriensmith', 'obrien-smith', "o'brien smith", 'o’briensmith'],
    ['Jean-Pierre Lefèvre', 'jeanpierre', 'jean-pierre', 'jean pierre', 'JEAN‐PIERRE', 'lefevre jean–pierre'],
    ['Jeanpierre Lefèvre', 'jean-pierre', "jean'pierre", 'Jean‑Pierre'],
    ['Jean Pierre Lefèvre', 'jean-pierre', 'jean.pierre'],
    ['J.P. Morgan', 'jp morgan', 'j.p. morgan', 'J.P Morgan', 'jp', 'JP.'],
    ['JP Morgan', 'j.p. morgan', 'J.P.', 'j-p'],
    ['J. P. Morgan', 'j.p. morgan'],
    ['Acme Inc', 'inc.', 'acme inc.', 'ACME INC.'],
    ['Dr. Wu', 'dr wu', 'dr. wu'],
    [
      'Müller-Lüdenscheidt',
      'muellerluedenscheidt',
      'mullerludenscheidt',
      'müller-lüdenscheidt',
      'Mueller-Luedenscheidt',
    ],
    ['Muellerluedenscheidt', 'Müller-Lüdenscheidt'],
    ['Loreal SA', "l'oréal", 'L’ORÉAL S.A.', 'l.oreal'],
    ["L'Oréal S.A.", 'loreal sa', 'LORÉAL'],
    ['ΟΔΥΣΣΕΥΣ Α.Ε.', 'αε', 'α.ε.', 'οδυσσευς αε'],
    ['ΟΔΥΣΣΕΥΣ ΑΕ', 'α.ε.', 'Α.Ε'],
    ['Салтыков-Щедрин', 'салтыковщедрин', 'салтыков щедрин', 'САЛТЫКОВ–ЩЕДРИН'],
    ['Салтыковщедрин', 'салтыков-щедрин'],
    ["İstanbul'da Gürsel-Tarım", 'istanbulda', 'gurseltarim', "ıstanbul'da", 'gürsel-tarım'],
    ['IŞIK Gürseltarım', 'gürsel-tarım'],
    ['כלכלה בע״מ', 'בעמ', 'בע"מ', "בע'מ"],
    ['כלכלה בעמ', 'בע״מ', 'בע"מ'],
    ['بن-سلمان', 'بنسلمان', 'بن سلمان', 'بن-سلمان'],
    ['بنسلمان', 'بن-سلمان'],
    ['Peña-Nieto Hnos.', 'penanieto', 'peña nieto', 'hnos'],
    ['Ｏ＇Ｂｒｉｅｎ', 'obrien', "o'brien"],
    ['约翰·史密斯', '约翰史密斯', '约翰・史密斯', '约翰‧史密斯'],
  ])('%s', async (company_name, ...terms) => {
    await store({ company_name });
    for (const term of terms) expect([term, await found(term)]).toEqual([term, [company_name]]);
  });

  it.each([
    ['Technology', 'noel'],
    ['Karoline', 'aero'],
    ['ハート', 'バート'],
    ['Acme', 'acne'],
    ['Vendor', "d'or"],
    ['Dorothy', "d'or"],
    ['Holdings AG', 's.a.'],
    ['Bus Alpha', 's.a.'],
    ['Lincoln', 'inc.'],
    ['Kobrien', "o'brien"],
    ['Jeanpierrette', 'jean-pierre'],
    ['crm 4711', 'crm-4711'],
    ["A' Brien", 'abrien'],
    ['サクラ ガーデン', '・'],
  ])('%s, but not by %s', async (company_name, term) => {
    await store({ company_name });
    expect(await found(term)).toEqual([]);
  });
});

describe('A search finds leads with all of its words', () => {
  beforeEach(async () => {
    await store(
      { company_name: 'Acme Corp', contact_name: 'Dana Reyes', contact_title: 'VP of Sales', external_id: 'crm-4711' },
      { company_name: '3M', contact_name: 'Dana Li', contact_email: 'dana@mmm.example' },
      { company_name: 'Percent 100%_\\', contact_name: 'Reyes' },
    );
  });

  it.each<[string, string[]]>([
    ['reyes acme', ['Acme Corp']],
    ['  DANA   corp sales ', ['Acme Corp']],
    ['dana', ['3M', 'Acme Corp']],
    ['dana dana', ['3M', 'Acme Corp']],
    ['reyes', ['Acme Corp', 'Percent 100%_\\']],
    ['vp crm-4711', ['Acme Corp']],
    ['4711', ['Acme Corp']],
    ['3m', ['3M']],
    ['li 3M', ['3M']],
    ['mmm.example', ['3M']],
    ['%', ['Percent 100%_\\']],
    ['100%', ['Percent 100%_\\']],
    ['10_%', []],
    ['\\', ['Percent 100%_\\']],
    ['acme nobody', []],
    ['Corp Dana\u3000Reyes', ['Acme Corp']],
    ['a '.repeat(127), ['3M', 'Acme Corp']],
  ])('%s', async (term, names) => {
    expect((await found(term)).sort()).toEqual(names);
  });
});

describe('A search selects the leads of a change of many', () => {
  const erase = (q: string) => service.http.delete('/api/v1/leads').send({ filter: { q } });

  it('as it selects those of a list', async () => {
    await store({ company_name: 'İzmir Test' }, { company_name: 'Test Bursa' });
    const { status, body } = await erase('test IZMIR');
    expect({ status, body }).toMatchObject({ status: 200, body: { matched: 1, deleted: 1 } });
    expect(await found('test')).toEqual(['Test Bursa']);
  });

  it('and selects none if nothing is left of a word but marks', async () => {
    await store({ company_name: 'Bursa' });
    for (const q of ['\u0640', '\u0301', 'bursa \u05b0']) {
      expect(await found(q)).toEqual([]);
      expect((await erase(q)).body).toMatchObject({ matched: 0 });
    }
    expect(await found('bursa')).toEqual(['Bursa']);
  });
});

describe('What a search looks through follows the lead', () => {
  it('when it is changed through the API', async () => {
    const id = await store({ company_name: 'Before', contact_title: 'Chef' });
    await service.http.patch(`/api/v1/leads/${id}`).send({ company_name: 'Ünlü', contact_title: null }).expect(200);
    expect([await found('before'), await found('chef'), await found('unlu')]).toEqual([[], [], ['Ünlü']]);
  });

  it('when an earlier release or a person writes it in SQL', async () => {
    const insert = 'INSERT INTO leads (workspace_id, id, company_name) VALUES ($1, gen_random_uuid(), $2)';
    await service.database.query(insert, [WORKSPACE, 'İzmir']);
    expect(await found('izmir')).toEqual(['İzmir']);
    await service.database.query(`UPDATE leads SET contact_name = 'Ayşe', search_text = NULL`);
    expect(await found('AYSE izmir')).toEqual(['İzmir']);
  });

  it('and is shown in no answer', async () => {
    const id = await store({});
    const { body } = await service.http.get(`/api/v1/leads/${id}`);
    expect(JSON.stringify(body)).not.toContain('search');
  });
});

describe('Names', () => {
  const ORDER = [
    '3M',
    'acme',
    'Acme',
    'Ärzte',
    'Asel',
    'Çelik',
    'Éclair',
    'Oslo',
    'Österreich',
    'Zeta',
    'Ωmega',
    'Яндекс',
  ];

  it('are sorted as a person would sort them, in pages too', async () => {
    await store(...ORDER.toSorted().map((company_name) => ({ company_name })));
    for (const [sort, expected] of [
      ['company_name', ORDER],
      ['-company_name', ORDER.toReversed()],
    ] as const) {
      const names: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await service.http.get('/api/v1/leads').query({ sort, limit: '5', cursor });
        names.push(...(body as { data: { company_name: string }[] }).data.map(({ company_name }) => company_name));
        cursor = body.next_cursor as string | null;
      }
      expect(names).toEqual(expected);
    }
  });
});
