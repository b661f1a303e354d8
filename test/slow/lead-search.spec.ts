import { beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Database } from '../../src/database/database.service.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { LeadListRepository } from '../../src/leads/lead-list.repository.js';
import { SearchSamples } from '../../src/leads/search/search-samples.service.js';
import { statementOf } from '../support/rows/statement.js';
import { useConnection, useTestDatabase } from '../support/test-database.js';

/** Companies and contacts as they are written in each language. */
const SAMPLES = {
  English: [
    "O'Brien & Sons",
    'J.P. Smith-Jones',
    'OBrien Ltd',
    'JP Smithjones',
    'Smith Holdings Ltd',
    'Aerospace Technology Partners',
    '3M',
    'Noel Queen',
    'GE Aviation',
  ],
  German: [
    'Müller Straßenbau GmbH',
    'Größe & Söhne',
    'Jürgen Weiß-Groß',
    'Überall Ärzte AG',
    'Mueller Maschinenbau',
    'Änne Groß',
  ],
  French: [
    "L'Été Français",
    'Société Générale',
    'Œuvre Crème Brûlée',
    'Jean-François Lefèvre',
    'Hélène Garçon',
    'Noël & Cie',
  ],
  Spanish: [
    'Niño-Peña y Compañía',
    'Peña Nieto S.A.',
    'José Muñoz',
    'Güemes Hermanos',
    'Construcción Años',
    'María Ibáñez',
  ],
  Turkish: ['İstanbul Yazılım', 'IŞIK Holding', 'Çağdaş İnşaat', 'Ağaoğlu Şirketi', 'Ömer Yıldız', 'Gürsel-Tarım'],
  Greek: [
    'Αθηναϊκός Οίκος',
    'Παππά-Ιωάννου',
    'ΟΔΥΣΣΕΥΣ Α.Ε.',
    'Νίκος Παπαδόπουλος',
    'Ελληνικά Πετρέλαια',
    'Μαρία Ιωάννου',
    'Ήλιος',
  ],
  Japanese: [
    'トヨタ自動車株式会社',
    'ｿﾆｰ銀行',
    'さくら商事',
    '山田太郎',
    '日本電気',
    'がんばるハート',
    'サクラ・ガーデン',
  ],
  Arabic: ['شركة الأمل للتجارة', 'مُحَمَّد أحمد', 'مؤسسة الإمارات', 'بن-سلمان', 'فاطمة', 'البنك الأهلي', 'محـــمود'],
  Hebrew: ['בנק הפועלים', 'שָׁלוֹם כהן', 'תעשיות אוויר', 'חברת "אור"', 'דוד לוי', 'כלכלה בע״מ'],
};
const NAMES = Object.values(SAMPLES).flat();
const COPIES = 60;

const database = useTestDatabase();
const client = useConnection(() => database.url);

beforeAll(async () => {
  await client.query(
    `INSERT INTO leads (workspace_id, id, company_name, contact_name)
     SELECT $1, gen_random_uuid(), name, NULLIF(($3::text[])[1 + (n * 7 + at) % $4::int], name)
     FROM generate_series(1, $2::int) AS n, unnest($3::text[]) WITH ORDINALITY AS names (name, at)`,
    [DEFAULT_WORKSPACE_ID, COPIES, NAMES, NAMES.length],
  );
  // Without any other, PostgreSQL uses the index of searches when a scan of the table is forbidden.
  await client.query('ALTER TABLE leads DROP CONSTRAINT pk_leads CASCADE');
  const { rows } = await client.query<{ name: string }>(
    `SELECT indexrelid::regclass AS name FROM pg_index
     WHERE indrelid = 'leads'::regclass AND indexrelid <> 'ix_leads_search'::regclass`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await client.query('ANALYZE leads');
});

/** Of the leads that are there. */
const samples = new SearchSamples({
  read: async (sql: string) => (await client.query<object>(sql)).rows,
} as unknown as Database);

/** What the search finds, and how PostgreSQL read it, with one way of reading forbidden. */
async function search(
  q: string,
  forbidden: 'seqscan' | 'bitmapscan',
): Promise<{ plan: string; names: string[]; count: number }> {
  const { sql, parameters } = await statementOf((recorder) =>
    new LeadListRepository(recorder, samples).findPage(DEFAULT_WORKSPACE_ID, { q }, 'created_at', 100_000),
  );
  await client.query('BEGIN');
  await client.query(`SET LOCAL enable_${forbidden} = off`);
  const { rows } = await client.query<{ companyName: string; contactName: string | null }>(sql, parameters);
  const explained = await client.query<Record<string, string>>(`EXPLAIN ${sql}`, parameters);
  await client.query('ROLLBACK');
  const names = [...new Set(rows.flatMap(({ companyName, contactName }) => [companyName, contactName ?? '']))];
  return { plan: explained.rows.map((row) => row['QUERY PLAN']).join('\n'), names, count: rows.length };
}

const byIndex = (q: string) => search(q, 'seqscan');
const byScan = (q: string) => search(q, 'bitmapscan');

/** Ways to write the same. */
const FORMS: ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.toLocaleUpperCase('tr'),
  (text) => text.toLocaleLowerCase('tr'),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFKC'),
  (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
  (text) => text.replaceAll("'", '’'),
  (text) => text.replace(/['・]/g, ''),
  (text) => text.replace(/(?<=\p{L})['・.״-](?=\p{L})/gu, ''),
];

const term = fc
  .record({
    name: fc.constantFrom(...NAMES),
    form: fc.constantFrom(...FORMS),
    order: fc.boolean(),
    from: fc.nat(3),
    to: fc.nat(3),
  })
  .map(({ name, form, order, from, to }) => {
    const words = name.split(/\s+/).map((word) => {
      const letters = Array.from(word);
      return (
        letters.slice(from % Math.max(1, letters.length - 1), Math.max(1, letters.length - (to % 2))).join('') || word
      );
    });
    return { name, q: form((order ? words : words.toReversed()).join(' ')) };
  });

describe('A search', () => {
  it('finds the same by index and by scan, whatever part of which name it asks for in whatever form', async () => {
    let indexed = 0;
    await fc.assert(
      fc.asyncProperty(term, async ({ name, q }) => {
        const [index, scan] = [await byIndex(q), await byScan(q)];
        if (index.plan.includes('ix_leads_search')) indexed++;
        expect(scan.plan).not.toContain('ix_leads_search');
        expect(scan.names).toContain(name);
        expect({ q, count: index.count, names: index.names.sort() }).toEqual({
          q,
          count: scan.count,
          names: scan.names.sort(),
        });
      }),
      { numRuns: 300, examples: NAMES.map((name): [{ name: string; q: string }] => [{ name, q: name }]) },
    );
    expect(indexed).toBeGreaterThan(200);
  }, 120_000);

  it('of two words asks the index for those trigrams that tell something, by its sample of leads', async () => {
    const { plan, names } = await byIndex('partners technology');
    expect(plan).toMatch(/ ~~ '%[a-z]*_+[a-z_]*%'/);
    expect(names).toContain('Aerospace Technology Partners');
  });

  it('calls no function for a lead in ASCII that the index proposes', async () => {
    const { plan } = await byIndex('partners technology');
    expect(plan).toContain('Bitmap Index Scan on ix_leads_search');
    expect(plan).not.toContain('search_letters(');
  });

  it.each([
    ["o'brien", ["O'Brien & Sons", 'OBrien Ltd']],
    ['smith-jones', ['J.P. Smith-Jones', 'JP Smithjones']],
    ['j.p. smithjones', ['J.P. Smith-Jones', 'JP Smithjones']],
  ])('for %s finds names with and without its signs, by index and by scan', async (q, expected) => {
    const [index, scan] = [await byIndex(q), await byScan(q)];
    expect(index.plan).toContain('Bitmap Index Scan on ix_leads_search');
    for (const { names } of [index, scan]) expect(names).toEqual(expect.arrayContaining(expected));
    expect(index.count).toBe(scan.count);
  });

  it.each(['istanbul', 'トヨタ', '車', 'شركة', 'οίκος', 'בנק', 'müller', 'obrien', 'サクラガーデン', '+49 30 1234567'])(
    'for %s can use the index',
    async (q) => {
      expect((await byIndex(q)).plan).toContain('Bitmap Index Scan on ix_leads_search');
    },
  );
});
