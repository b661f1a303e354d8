import { describe, expect, it } from 'vitest';
import { CreateLeadRequest } from '../../leads/dto/lead.dto.js';
import { ListLeadsQuery } from '../../leads/dto/list-leads.dto.js';
import { UsagePartQuery } from '../../llm/usage/usage.dto.js';
import { ScoringProfileChange, ScoringProfileRequest } from '../../qualification/profile/scoring-profile.dto.js';
import { RunResearchRequest } from '../../research/research.dto.js';
import { lenientArguments } from './lenient-arguments.js';

describe('Arguments of a tool are read as their model meant them', () => {
  it.each([undefined, null, {}])('%j is no argument', (given) => {
    expect(lenientArguments(ListLeadsQuery, given)).toEqual({});
  });

  it('null and an empty text are absent where a field may be absent', () => {
    const given = { limit: null, cursor: '', status: '', created_after: ' ', min_score: '', q: null, sort: '' };
    expect(lenientArguments(ListLeadsQuery, given)).toEqual({});
    const nothing = { lead: { company_name: '', notes: null }, weights: { company_fit: null }, tier_limits: {} };
    expect(lenientArguments(ScoringProfileChange, nothing)).toEqual({ lead: nothing.lead, tier_limits: {} });
    const lead = { company_name: '', contact_email: null, additional_data: '' };
    expect(lenientArguments(CreateLeadRequest, lead)).toEqual({ company_name: '' });
  });

  it('numbers and truth values may come as text, and numbers where text is wanted', () => {
    const given = { limit: '5', min_score: ' 80.5 ', max_score: '-1', q: 4711 };
    expect(lenientArguments(ListLeadsQuery, given)).toEqual({ limit: 5, min_score: 80.5, max_score: -1, q: '4711' });
    expect(lenientArguments(RunResearchRequest, { stream: 'True', max_tokens: '100' })).toEqual({
      stream: true,
      max_tokens: 100,
    });
    expect(lenientArguments(CreateLeadRequest, { external_id: 4711 })).toEqual({ external_id: '4711' });
  });

  it('objects and lists may come as JSON text, at every depth, and one item as itself', () => {
    const given = {
      ideal_industries: '["Software", 7]',
      company_sizes: '[{"min": "10", "max": null}]',
      target_titles: 'Sales',
      weights: '{"company_fit": "0.4", "contact_quality": 0.3, "sales_potential": 0.3}',
    };
    expect(lenientArguments(ScoringProfileRequest, given)).toEqual({
      ideal_industries: ['Software', '7'],
      company_sizes: [{ min: 10 }],
      target_titles: ['Sales'],
      weights: { company_fit: 0.4, contact_quality: 0.3, sales_potential: 0.3 },
    });
    const data = { additional_data: '{"a": null, "b": ""}' };
    expect(lenientArguments(CreateLeadRequest, data)).toEqual({ additional_data: { a: null, b: '' } });
    expect(lenientArguments(UsagePartQuery, { group_by: 'day' })).toEqual({ group_by: ['day'] });
  });

  it('what clients add for themselves is dropped; other unknown fields stay, to be refused by name', () => {
    const given = { toolCallId: 'call_1', sessionId: 'x', _sessionID: 'x', random_string: 'x', colour: 'red' };
    expect(lenientArguments(ListLeadsQuery, given)).toEqual({ colour: 'red' });
  });

  it('what is in doubt stays as it is', () => {
    const doubtful = {
      limit: 'many',
      min_score: '1e3',
      max_score: '0x10',
      sort: { by: 'score' },
      status: ['new'],
    };
    expect(lenientArguments(ListLeadsQuery, doubtful)).toEqual(doubtful);
    const texts = { additional_data: '{"a":1,"a":2}', notes: '{"not": "parsed"}' };
    expect(lenientArguments(CreateLeadRequest, texts)).toEqual(texts);
    expect(lenientArguments(CreateLeadRequest, [1])).toEqual([1]);
  });

  it('JSON text of many values is not parsed', () => {
    const additional_data = `{"a":[${Array(6_000).fill(1).join()}]}`;
    expect(lenientArguments(CreateLeadRequest, { additional_data })).toEqual({ additional_data });
  });
});
