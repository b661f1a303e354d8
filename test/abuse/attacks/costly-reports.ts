import type { Attack, Target } from '../attack.js';

const LEADS = 20_000;
const LEADS_PER_BATCH = 1_000;
const FOR_MS = 15_000;
const AT_ONCE = 150;
/** Of a profile. */
const READ_ONLY = ['version', 'created_at'];

type Call = [method: string, path: string, body?: object];

/** Each reads all leads of the workspace; the preview of a profile scores them as well. */
export const attack: Attack = {
  title: 'a key asks for reports, exports, previews and estimates over 20,000 leads, 150 at a time',
  run: async (target) => {
    for (let first = 0; first < LEADS; first += LEADS_PER_BATCH) await createLeads(target, first);
    const calls: Call[] = [
      ['GET', '/api/v1/scoring/report'],
      ['GET', '/api/v1/llm/usage?group_by=day,provider'],
      ['GET', '/api/v1/leads?q=gmbh&sort=-qualification_score&limit=100'],
      ['GET', '/api/v1/leads/export.csv'],
      ['GET', '/api/v1/leads/export.ndjson?q=a'],
      ['POST', '/api/v1/scoring-profile/preview', await editedProfile(target)],
      ['POST', '/api/v1/qualification-runs', { method: 'rules', filter: {}, dry_run: true }],
    ];
    const until = Date.now() + FOR_MS;
    const statuses = new Set<number>();
    const repeat = async (index: number) => {
      for (let turn = index; Date.now() < until; turn++) statuses.add(await send(target, calls[turn % calls.length]!));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => repeat(index)));
    const wrong = [...statuses].filter((status) => ![200, 202, 429, 503].includes(status));
    if (wrong.length > 0) throw new Error(`Answered with ${wrong.join()}`);
  },
};

async function createLeads(target: Target, first: number): Promise<void> {
  const leads = Array.from({ length: LEADS_PER_BATCH }, (_, index) => ({
    company_name: `Company ${first + index} GmbH`,
    industry: 'Software',
    company_size: '51-200',
    notes: 'Asked for a demo and has budget. '.repeat(10),
  }));
  const status = await send(target, ['POST', '/api/v1/leads/batch', { leads }]);
  if (status !== 200) throw new Error(`Leads were answered with ${status}`);
}

async function editedProfile({ url, adminKey }: Target): Promise<object> {
  const headers = { authorization: `Bearer ${adminKey}` };
  const response = await fetch(`${url}/api/v1/scoring-profile`, { headers });
  const profile = Object.entries((await response.json()) as object).filter(([name]) => !READ_ONLY.includes(name));
  return { ...Object.fromEntries(profile), target_titles: ['Sales'] };
}

async function send({ url, adminKey }: Target, [method, path, body]: Call): Promise<number> {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  await response.arrayBuffer();
  if (response.status === 422) throw new Error(path);
  return response.status;
}
