import { beforeAll, describe, expect, it } from 'vitest';
import { useService } from '../../support/test-service.js';

interface Seed {
  name: string;
  industry?: string;
  source?: string;
  country?: string;
  contact?: string;
  email?: string;
  score?: number;
  tier?: string;
  created: string;
}

const SEEDS: Seed[] = [
  {
    name: 'Alpha',
    industry: 'Software',
    source: 'Trade fair',
    country: 'DE',
    contact: 'Ana',
    score: 90,
    tier: 'A',
    created: '2026-01-01T00:00:00.000Z',
  },
  {
    name: 'beta',
    industry: 'SOFTWARE',
    email: 'ben_x@acme.example',
    score: 50.5,
    tier: 'C',
    created: '2026-01-02T00:00:00.000Z',
  },
  {
    name: 'Gamma 100%',
    industry: 'Retail',
    source: 'trade FAIR',
    country: 'FR',
    contact: 'Gil \\ Co',
    created: '2026-01-03T00:00:00.000Z',
  },
  { name: 'Delta_x', industry: '\u00dcbersetzung', score: 0, tier: 'D', created: '2026-01-04T00:00:00.000Z' },
  { name: '\u00c9clair', contact: 'Alphonse', score: 100, tier: 'A', created: '2026-01-05T00:00:00.001Z' },
];

const service = useService();

beforeAll(async () => {
  for (const seed of SEEDS) await plant(seed);
});

async function plant({ name, industry, source, country, contact, email, score, tier, created }: Seed): Promise<void> {
  const fields = { company_name: name, industry, source, country, contact_name: contact, contact_email: email };
  const { body } = await service.http.post('/api/v1/leads').send(fields);
  await service.database.query(
    `UPDATE leads SET created_at = $2, qualification_score = $3, qualification_tier = $4,
       updated_at = timestamptz '2027-01-01' - ($2 - timestamptz '2026-01-01'),
       qualification_method = CASE WHEN $3::numeric > 60 THEN 'llm' WHEN $3::numeric IS NOT NULL THEN 'rules' END,
       status = CASE WHEN $3::numeric IS NULL THEN 'new' ELSE 'qualified' END
     WHERE id = $1`,
    [body.id, created, score ?? null, tier ?? null],
  );
}

async function namesOf(query: Record<string, string>): Promise<string[]> {
  const { status, body } = await service.http.get(`/api/v1/leads?${new URLSearchParams(query).toString()}`);
  expect({ status, body }).toMatchObject({ status: 200, body: { next_cursor: null } });
  return body.data.map((lead: { company_name: string }) => lead.company_name).sort();
}

const [alpha, beta, gamma, delta, eclair] = SEEDS.map(({ name }) => name) as [string, string, string, string, string];

describe('filters', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['everything', {}, [alpha, gamma, delta, beta, eclair]],
    ['an industry, whatever its case', { industry: 'sOFTware' }, [alpha, beta]],
    ['an industry beyond ASCII', { industry: '\u00fcbersetzung' }, [delta]],
    ['an industry that no lead has, although some contain it', { industry: 'Soft' }, []],
    ['a pattern that is no industry', { industry: 'Soft%' }, []],
    ['a source, whatever its case', { source: 'TRADE fair' }, [alpha, gamma]],
    ['a country, by its code', { country: 'fr' }, [gamma]],
    ['a country, by its name', { country: 'Germany' }, [alpha]],
    ['a country and a source', { country: 'DEU', source: 'trade fair' }, [alpha]],
    ['a status', { status: 'new' }, [gamma]],
    ['a tier', { tier: 'A' }, [alpha, eclair]],
    ['a least score, itself included', { min_score: '50.5' }, [alpha, beta, eclair]],
    ['a highest score, itself included, but no missing one', { max_score: '50.5' }, [delta, beta]],
    ['a score of nought', { min_score: '0', max_score: '0' }, [delta]],
    ['a time before, itself excluded', { created_before: '2026-01-02T00:00:00Z' }, [alpha]],
    ['a time after, itself excluded', { created_after: '2026-01-04T00:00:00Z' }, [eclair]],
    ['a time with an offset', { created_after: '2026-01-04T02:00:00+02:00' }, [eclair]],
    ['a time between two milliseconds', { created_after: '2026-01-05T00:00:00.0005Z' }, [eclair]],
    ['a day, which starts at midnight in UTC', { created_before: '2026-01-03' }, [alpha, beta]],
    ['a change after, itself excluded', { updated_after: '2026-12-30T00:00:00Z' }, [alpha, beta]],
    ['a method', { method: 'rules' }, [beta, delta]],
    ['one of several tiers', { tier: 'A,C' }, [alpha, beta, eclair]],
    ['one of several states', { status: 'new, failed' }, [gamma]],
    ['one of several methods', { method: 'llm,rules' }, [alpha, beta, delta, eclair]],
    ['one of several countries', { country: 'France,DEU, US' }, [alpha, gamma]],
    ['a country whose name has a comma', { country: 'Korea, Republic of' }, []],
    ['one of several industries', { industry: 'retail,SOFTWARE,Software' }, [alpha, beta, gamma]],
    ['an industry with a comma of its own', { industry: 'Retail, Software' }, []],
    ['several of several', { tier: 'A,C', industry: 'software,retail', method: 'llm,rules' }, [alpha, beta]],
    ['a placeholder, which no lead has', { source: 'n/a' }, []],
    ['an e-mail address as people write it', { contact_email: 'Ben <BEN_x@acme.example>' }, [beta]],
    ['a placeholder for an e-mail address, which no lead has', { contact_email: 'n/a' }, []],
    ['an external id with characters that are not shown', { external_id: ' beta\u200b' }, []],
    ['a part of the company, whatever its case', { q: 'ALPH' }, [alpha, eclair]],
    ['a part of the e-mail address', { q: 'acme.ex' }, [beta]],
    ['a part with an accent', { q: '\u00e9clair' }, [eclair]],
    ['a percent sign', { q: '%' }, [gamma]],
    ['an underscore', { q: '_x' }, [delta, beta]],
    ['a backslash', { q: '\\' }, [gamma]],
    ['a backslash before a wildcard', { q: '\\%' }, []],
    ['a quote', { q: `' OR '1'='1` }, []],
    ['several at once', { q: 'a', min_score: '10', tier: 'A', industry: 'software' }, [alpha]],
    ['empty filters, which are none', { q: '', industry: ' ', cursor: '' }, [alpha, gamma, delta, beta, eclair]],
  ])('pass %s', async (_what, query, names) => {
    expect(await namesOf(query)).toEqual([...names].sort());
    const filters = new URLSearchParams(query);
    filters.delete('cursor');
    const counted = await service.http.get(`/api/v1/leads/count?${filters.toString()}`);
    expect(counted.body).toEqual({ count: names.length });
  });

  it('may be given once for each value', async () => {
    expect((await service.http.get('/api/v1/leads?tier=A&tier=C')).body.data).toHaveLength(3);
  });

  it.each(['tier=A,C', 'country=DE,FR&sort=company_name', 'industry=software,retail&sort=updated_at'])(
    'pass the same leads page by page: %s',
    async (query) => {
      const whole = await service.http.get(`/api/v1/leads?${query}`);
      const paged: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body } = await service.http.get(`/api/v1/leads?${query}&limit=1&cursor=${cursor}`);
        paged.push(...body.data);
        cursor = body.next_cursor;
      }
      expect(paged).toEqual(whole.body.data);
      expect(paged.length).toBeGreaterThan(1);
    },
  );

  it('answer leads in full', async () => {
    const { body } = await service.http.get('/api/v1/leads?q=Alpha');
    const single = await service.http.get(`/api/v1/leads/${body.data[0].id as string}`);
    expect(body).toEqual({ data: [single.body], next_cursor: null });
    expect(single.body).toMatchObject({ qualification_score: 90, created_at: '2026-01-01T00:00:00.000Z' });
  });
});

describe('order', () => {
  it.each<[string, string[]]>([
    ['', [eclair, delta, gamma, beta, alpha]],
    ['created_at', [alpha, beta, gamma, delta, eclair]],
    ['-created_at', [eclair, delta, gamma, beta, alpha]],
    ['qualification_score', [gamma, delta, beta, alpha, eclair]],
    ['-qualification_score', [eclair, alpha, beta, delta, gamma]],
    ['company_name', [alpha, beta, delta, eclair, gamma]],
    ['-company_name', [gamma, eclair, delta, beta, alpha]],
    ['updated_at', [eclair, delta, gamma, beta, alpha]],
    ['-updated_at', [alpha, beta, gamma, delta, eclair]],
  ])('sort=%s', async (sort, names) => {
    const { body } = await service.http.get(`/api/v1/leads${sort === '' ? '' : `?sort=${sort}`}`);
    expect(body.data.map((lead: { company_name: string }) => lead.company_name)).toEqual(names);
  });
});
