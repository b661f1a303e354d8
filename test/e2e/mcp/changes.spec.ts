import type { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, issueKey, type KeyHolder, makeWorkspace, UNKNOWN_ID } from '../../support/callers.js';
import { connectMcpClient, ERAS, failureIn, resultIn } from '../../support/mcp-client.js';
import { useService } from '../../support/test-service.js';

const service = useService();
let ours: KeyHolder;
let theirs: KeyHolder;

beforeAll(async () => {
  ours = await issueKey(service, { workspace: await makeWorkspace(service.database, 'Ours') });
  theirs = await issueKey(service, { workspace: await makeWorkspace(service.database, 'Theirs') });
});

describe.each(ERAS)('a client of the %s era', (era) => {
  let client: Client;

  const call = (name: string, args: object = {}, by = client) =>
    by.callTool({ name, arguments: args as Record<string, unknown> });
  const done = async (name: string, args: object = {}, by = client) => resultIn(await call(name, args, by));
  const failed = async (name: string, args: object = {}, by = client) => failureIn(await call(name, args, by));

  beforeAll(async () => {
    client = await connectMcpClient(service.url, era, ours);
  });

  afterAll(() => client.close());

  it('finds a lead exactly by external_id and by e-mail', async () => {
    const contact_email = `Dana.${era}@acme.example`;
    const external_id = `find-${era}`;
    const { lead_id } = await done('create_lead', { company_name: 'Acme', contact_email, external_id });
    await done('create_lead', {
      company_name: 'Other',
      contact_email: `not.${contact_email}`,
      external_id: `${external_id}-2`,
    });
    for (const reference of [{ lead_id }, { external_id }, { contact_email: contact_email.toUpperCase() }]) {
      expect((await done('get_lead', reference)).lead.id).toBe(lead_id);
    }
    for (const filter of [{ external_id }, { contact_email: contact_email.toLowerCase() }]) {
      const { leads } = await done('search_leads', filter);
      expect(leads).toMatchObject([{ id: lead_id, external_id, contact_email }]);
    }
    const other = await connectMcpClient(service.url, era, theirs);
    expect((await failed('get_lead', { external_id }, other)).error_code).toBe('LEAD_NOT_FOUND');
    expect((await failed('get_lead', { contact_email }, other)).error_code).toBe('LEAD_NOT_FOUND');
    await other.close();
  });

  it('is told which leads have the same e-mail', async () => {
    const contact_email = `twins@${era}.example`;
    const first = await done('create_lead', { company_name: 'One', contact_email });
    const second = await done('create_lead', { company_name: 'Two', contact_email });
    expect(await failed('get_lead', { contact_email })).toMatchObject({
      error_code: 'LEAD_NOT_UNIQUE',
      details: { lead_ids: [second.lead_id, first.lead_id] },
      next_step: expect.stringContaining('get_lead'),
    });
  });

  it('changes what it names, empties what it says, and leaves the rest, whatever it fills in with nothing', async () => {
    const { lead_id } = await done('create_lead', { company_name: 'Acme', notes: 'old', industry: 'Software' });
    const change = { lead_id, industry: 'Banking', clear: ['notes'], company_name: '', contact_name: null, source: '' };
    expect(await done('update_lead', change)).toEqual({ lead_id, status: 'new', created: false });
    const { lead } = await done('get_lead', { lead_id });
    expect(lead).toMatchObject({ company_name: 'Acme', industry: 'Banking' });
    expect(lead).not.toHaveProperty('notes');
    await done('update_lead', { lead_id, industry: '', notes: null });
    await done('update_lead', { lead_id, industry: 'n/a', company_name: null });
    expect((await done('get_lead', { lead_id })).lead).toMatchObject({ industry: 'Banking' });
  });

  it('changes a lead by its external_id, or stores it if it says so', async () => {
    const external_id = `upsert-${era}`;
    const fields = { external_id, company_name: 'Acme', country: 'Germany' };
    expect(await failed('update_lead', fields)).toMatchObject({
      error_code: 'LEAD_NOT_FOUND',
      details: { external_id },
    });
    const made = await done('update_lead', { ...fields, create_if_missing: 'true' });
    expect(made).toMatchObject({ created: true, status: 'new' });
    expect(await done('update_lead', { external_id, source: 'webinar', create_if_missing: true })).toMatchObject({
      lead_id: made.lead_id,
      created: false,
    });
    expect((await done('get_lead', { external_id })).lead).toMatchObject({ country: 'DE', source: 'webinar' });
  });

  it('stores one lead where many store it at once', async () => {
    const change = { external_id: `many-${era}`, company_name: 'Acme', create_if_missing: true };
    const made = await Promise.all(Array.from({ length: 16 }, () => done('update_lead', change)));
    expect(new Set(made.map(({ lead_id }) => lead_id)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
  });

  it('gives a lead an external_id, unless another has it', async () => {
    const taken = await done('create_lead', { company_name: 'Acme', external_id: `taken-${era}` });
    const { lead_id } = await done('create_lead', { company_name: 'Acme' });
    expect(await failed('update_lead', { lead_id, external_id: `taken-${era}` })).toMatchObject({
      error_code: 'LEAD_ALREADY_EXISTS',
      details: { lead_id: taken.lead_id },
    });
    await done('update_lead', { lead_id, external_id: `own-${era}` });
    expect((await done('get_lead', { external_id: `own-${era}` })).lead.id).toBe(lead_id);
    expect((await failed('update_lead', { lead_id: UNKNOWN_ID, notes: 'x' })).error_code).toBe('LEAD_NOT_FOUND');
  });

  it('reads and changes the scoring profile, part by part, with a record of it', async () => {
    const before = await done('get_scoring_profile');
    const change = { ideal_industries: '["Robotics"]', company_sizes: [{ min: '5' }, { min: 10, max: null }] };
    const changed = await done('update_scoring_profile', change);
    expect(changed).toEqual({ version: Number(before.version) + 1 });
    const after = await done('get_scoring_profile');
    expect(after).toMatchObject({
      ...before,
      version: Number(before.version) + 1,
      created_at: expect.any(String),
      ideal_industries: ['Robotics'],
      company_sizes: [
        { min: 5, max: null },
        { min: 10, max: null },
      ],
    });
    const { body } = await clientOf(service.url, ours).get('/api/v1/scoring-profile');
    expect(body.company_sizes).toEqual([
      { min: 5, max: null },
      { min: 10, max: null },
    ]);
    const reader = await issueKey(service, { workspace: ours.workspace, scopes: ['leads:read'] });
    const other = await connectMcpClient(service.url, era, reader);
    expect((await failed('update_scoring_profile', change, other)).error_code).toBe('ACCESS_DENIED');
    await other.close();
    const audit = await clientOf(service.url, ours).get('/api/v1/audit-events?action=scoring_profile.replace');
    expect(audit.body.data.slice(0, 2)).toMatchObject([
      { outcome: 'refused', error_code: 'ACCESS_DENIED', actor_key_id: reader.id },
      { outcome: 'succeeded', actor_key_id: ours.id },
    ]);
  });

  it('makes no version without a change', async () => {
    const { version } = await done('get_scoring_profile');
    expect((await done('update_scoring_profile', { ideal_industries: null })).version).toBe(version);
  });
});
