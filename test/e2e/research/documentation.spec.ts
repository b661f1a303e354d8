import { beforeEach, describe, expect, it } from 'vitest';
import { goodAnswer, TEXT } from '../../support/provider-responses.js';
import { type Context7Response, cut, EXCERPT, json, raw, silence } from '../../support/fake-context7.js';
import { startProviderDouble } from '../../support/provider-double.js';
import { until } from '../../support/until.js';
import { LEAD } from '../../support/sample-lead.js';
import { promptOf, RESEARCH_PATH, RESEARCH_QUERY, useResearchService } from '../../support/research-service.js';

const service = useResearchService();

beforeEach(() => {
  service.reset();
});

let questions = 0;
/** A new question, for which no answer of Context7 is cached. */
const fresh = () => `${RESEARCH_QUERY} (${String.fromCharCode(97 + (questions % 26))}${Math.floor(questions++ / 26)})`;
const ask = (body: object) => service.http.post(RESEARCH_PATH).send({ query: fresh(), ...body });
const pathsAsked = () => service.context7.requests.map(({ path }) => path);

describe('research on libraries', () => {
  it('is based on their documentation, and cites it', async () => {
    service.runpod.script(goodAnswer('Hooks keep state [1].'));
    const { body } = await ask({ query: RESEARCH_QUERY, libraries: ['react', 'REACT', '/vuejs/core'] });
    const { origin } = new URL(service.context7.url);
    expect(body).toMatchObject({ result: 'Hooks keep state [1].', grounding: 'grounded', grounding_notes: [] });
    expect(body.sources).toEqual([
      { kind: 'documentation', title: 'REACT documentation, by Context7', url: `${origin}/makers/react` },
      { kind: 'documentation', title: '/vuejs/core documentation, by Context7', url: `${origin}/vuejs/core` },
    ]);
    const { document } = promptOf(service.runpod.requests[0]);
    expect(document.sources).toMatchObject([{ number: 1 }, { number: 2 }]);
    expect(document.sources[0].content).toEqual([
      { title: 'useState', text: `${EXCERPT}\n\nconst [a] = useState(1)` },
      { title: 'Hooks > Rules', text: 'Call hooks at the top.' },
    ]);
    expect(pathsAsked().sort()).toEqual(['/v2/context', '/v2/context', '/v2/libs/search']);
    expect(service.context7.requests.map(({ query }) => query)).toEqual(
      expect.arrayContaining([
        { libraryName: 'react', query: RESEARCH_QUERY },
        { libraryId: '/makers/react', query: RESEARCH_QUERY, type: 'json' },
        { libraryId: '/vuejs/core', query: RESEARCH_QUERY, type: 'json' },
      ]),
    );
    for (const { headers } of service.context7.requests) {
      expect(headers).toMatchObject({ authorization: 'Bearer key-of-context7' });
    }
  });

  it('reads each answer once', async () => {
    const query = fresh();
    for (let round = 0; round < 3; round++) {
      expect((await ask({ query, libraries: ['svelte'] })).body.grounding).toBe('grounded');
    }
    expect(pathsAsked()).toEqual(['/v2/libs/search', '/v2/context']);
    await ask({ libraries: ['svelte'] });
    expect(pathsAsked()).toEqual(['/v2/libs/search', '/v2/context', '/v2/context']);
  });

  it('remembers for a while that a library is unknown', async () => {
    service.context7.search = json(200, { results: [] });
    const query = fresh();
    for (let round = 0; round < 2; round++) {
      const { body } = await ask({ query, libraries: ['nonesuch'] });
      expect(body.grounding_notes).toEqual(['nonesuch: Context7 knows no such library']);
    }
    expect(pathsAsked()).toEqual(['/v2/libs/search']);
  });

  it('uses the documentation it finds, and reports what is missing', async () => {
    service.context7.search = ({ query }, response) => {
      const found = query.libraryName === 'angular' ? [{ id: '/angular/angular', title: 'Angular' }] : [];
      json(200, { results: found })({ path: '', query, headers: {}, raw: '' }, response);
    };
    const { body } = await ask({ libraries: ['nothing', 'angular'] });
    expect(body).toMatchObject({
      grounding: 'partly_grounded',
      sources: [{ title: 'Angular documentation, by Context7' }],
    });
    expect(body.grounding_notes).toEqual(['nothing: Context7 knows no such library']);
    expect(promptOf(service.runpod.requests[0]).document.missing).toEqual(body.grounding_notes);
  });

  it('gives the model no more than its share of what is written', async () => {
    const infoSnippets = Array.from({ length: 50 }, (_, page) => ({
      breadcrumb: `${page}`,
      content: 'x'.repeat(9_000),
    }));
    service.context7.context = json(200, { infoSnippets });
    await ask({ libraries: ['long'] });
    const [{ content }] = promptOf(service.runpod.requests[0]).document.sources;
    expect(content.map(({ text }: { text: string }) => text.length)).toEqual([4_000, 4_000, 4_000, 4_000, 4_000]);
  });
});

/** What Context7 does, and what the answer reports of it. */
const FAILURES: [name: string, behave: Context7Response, note: RegExp][] = [
  ['202', json(202, { message: 'not ready' }), /still reading/],
  ['301 to nowhere', json(301, {}), /moved/],
  ['400', json(400, {}), /cannot answer/],
  ['401', json(401, {}), /refuses CONTEXT7_API_KEY/],
  ['403', json(403, {}), /refuses CONTEXT7_API_KEY/],
  ['404', json(404, { error: 'library_not_found' }), /knows no such library/],
  ['422', json(422, {}), /cannot answer/],
  ['500', json(500, { secret: 'words of Context7' }), /failed/],
  ['503', json(503, {}), /failed/],
  ['an answer that is no JSON', raw(200, '<html>words of Context7'), /cannot be read/],
  [
    'an answer of 3 MB',
    json(200, { results: [{ id: '/a/b' }], infoSnippets: [{ content: 'x'.repeat(3_000_000) }] }),
    /cannot be read/,
  ],
  ['a cut connection', cut, /could not be reached/],
  ['silence', silence, /did not answer in time/],
];

describe.each(FAILURES)('Context7 with %s', (_, behave, note) => {
  it.each(['search', 'context'] as const)('at its %s costs the sources, not the answer', async (place) => {
    service.context7[place] = behave;
    const { status, body, text } = await ask({ libraries: [`lib-${questions}`] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ result: TEXT, provider: 'runpod', sources: [], grounding: 'ungrounded' });
    expect(body.grounding_notes).toEqual([expect.stringMatching(note)]);
    expect(text).not.toContain('words of Context7');
    expect(promptOf(service.runpod.requests[0]).document).toMatchObject({ sources: [], missing: body.grounding_notes });
  });
});

describe('Context7', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['another object', { data: 1 }],
    ['snippets of the wrong kind', { codeSnippets: 'x', infoSnippets: [null, 4, { content: 7 }] }],
  ])('that answers with %s is not taken for documentation', async (_, answered) => {
    service.context7.context = json(200, answered);
    expect((await ask({ libraries: ['odd'] })).body).toMatchObject({ result: TEXT, grounding: 'ungrounded' });
  });

  it.each<[string, (origin: string) => string]>([
    ['an id', () => '/new/home'],
    ['an address of its own', (origin) => `${origin}/new/home`],
    ['an address of its API', (origin) => `${origin}/api/v2/context?libraryId=%2Fnew%2Fhome`],
  ])('that reports a move of a library to %s is queried there', async (_, redirectUrlOf) => {
    const redirectUrl = redirectUrlOf(new URL(service.context7.url).origin);
    const { context } = service.context7;
    service.context7.context = (request, response) => {
      const behave = request.query.libraryId === '/new/home' ? context : json(301, { redirectUrl });
      behave(request, response);
    };
    const { body } = await ask({ libraries: ['/old/home'] });
    expect(body).toMatchObject({ grounding: 'grounded', sources: [{ url: expect.stringMatching(/\/new\/home$/) }] });
  });

  it('is not followed to another host or in a circle', async () => {
    const trap = await startProviderDouble();
    try {
      for (const redirectUrl of [
        `${trap.url}/new/home`,
        '//127.0.0.2/new/home',
        'file:///etc/passwd',
        '/a',
        '/../../x y',
        7,
      ]) {
        service.context7.context = json(301, { redirectUrl }, { location: `${trap.url}/new/home` });
        const { body } = await ask({ libraries: ['/old/home'] });
        expect(body).toMatchObject({ result: TEXT, grounding: 'ungrounded' });
        expect(body.grounding_notes[0]).toContain('moved');
      }
      expect(pathsAsked()).toEqual(Array(6).fill('/v2/context'));
      expect(await trap.connections()).toBe(0);
      service.context7.context = json(301, { redirectUrl: '/old/home' });
      await ask({ libraries: ['/old/home'] });
      expect(service.context7.requests).toHaveLength(8);
    } finally {
      await trap.stop();
    }
  });

  it.each([
    [429, /no more requests/],
    [402, /quota/],
  ])('that answers %i is not called before its Retry-After', async (status, note) => {
    service.context7.context = json(status, {}, { 'retry-after': '1' });
    for (let round = 0; round < 3; round++) {
      const { body } = await ask({ libraries: ['/busy/lib'] });
      expect(body.grounding_notes).toEqual([expect.stringMatching(note)]);
    }
    expect(service.context7.requests).toHaveLength(1);
    service.context7.reset();
    await until(async () => (await ask({ libraries: ['/busy/lib'] })).body.grounding === 'grounded');
  });

  it('is not called any more when the caller has disconnected', async () => {
    service.context7.search = silence;
    const controller = new AbortController();
    const left = fetch(service.url + RESEARCH_PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: fresh(), libraries: ['slow'] }),
      signal: controller.signal,
    });
    left.catch(() => undefined);
    await until(() => service.context7.requests.length === 1);
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect([service.runpod.requests, service.ledgerRows()]).toEqual([[], []]);
  });
});

describe('A request to Context7', () => {
  const heard = () =>
    JSON.stringify(service.context7.requests.map(({ raw: url, headers }) => [decodeURIComponent(url), headers]));

  it('is no word about a lead', async () => {
    const { body: lead } = await service.http
      .post('/api/v1/leads')
      .send({ ...LEAD, additional_data: { stack: ['react'] } });
    const query = `Would ${LEAD.company_name} profit from hooks? ask ${LEAD.contact_name}`;
    const { body } = await ask({ query, lead_id: lead.id, libraries: ['preact', LEAD.company_name.toLowerCase()] });
    expect(body.grounding).toBe('partly_grounded');
    expect(body.sources.map(({ kind }: { kind: string }) => kind)).toEqual(['documentation', 'lead']);
    expect(body.grounding_notes).toEqual([expect.stringMatching(/was not sent/)]);
    expect(service.context7.requests).toHaveLength(2);
    for (const fact of [...Object.values(LEAD), lead.id, 'profit']) {
      expect(heard().toLowerCase().replaceAll('+', ' ')).not.toContain(String(fact).toLowerCase());
    }
  });

  it('is no address and no phone number', async () => {
    const query = 'How would jane@acme.example, +1 555 010 0199, use it?';
    expect((await ask({ query, libraries: ['solid'] })).body.grounding).toBe('grounded');
    expect(heard()).not.toMatch(/jane|acme|555/);
  });

  it('is nothing where no library is named', async () => {
    await ask({});
    expect(service.context7.requests).toEqual([]);
  });
});
