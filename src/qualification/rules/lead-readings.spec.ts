import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { type LeadReadings, readLead } from './lead-readings.js';
import type { RuleFacts } from './rules.scoring.js';

const NOTHING: RuleFacts = {
  ...{ industry: null, companySize: null, companyWebsite: null, contactTitle: null, contactEmail: null },
  ...{ contactPhone: null, contactName: null, notes: null, source: null, country: null, additionalData: null },
};

function readingsOf(facts: Partial<RuleFacts>): LeadReadings {
  return readLead({ ...NOTHING, ...facts }, DEFAULT_SCORING_PROFILE);
}

describe('readLead', () => {
  it('reads what the rules read', () => {
    const lead = {
      industry: 'Versicherungen',
      companySize: 'mehr als 500 Mitarbeiter',
      companyWebsite: 'https://acme.de',
      contactTitle: 'Vertriebsleiterin',
      contactEmail: 'info@acme.de',
      notes: 'Wants a demo; the budget was cut.',
    };
    expect(readingsOf(lead)).toEqual({
      industry: { reading: 'counts_as_ideal', ideal: 'Financial Services', sectors: ['finance'] },
      company_size: { min: 501, max: null, fit: 'overlapping' },
      seniority: 'head',
      target_title: 'Sales',
      email: 'role_at_own_domain',
      buying_signals: ['demo'],
      denied_signals: ['budget'],
      disqualifiers: [],
      conditions: [],
    });
  });

  it('tells what is not given from what is not recognised and what is not wanted', () => {
    expect(readingsOf({})).toMatchObject({ industry: null, company_size: null, seniority: null, email: 'not_given' });
    expect(readingsOf({ industry: 'n/a', companySize: '--None--', contactTitle: '-' })).toEqual(readingsOf({}));
    expect(readingsOf({ industry: 'Zorbing' }).industry).toMatchObject({ reading: 'not_recognised', sectors: [] });
    expect(readingsOf({ industry: 'Farming' }).industry).toMatchObject({
      reading: 'not_ideal',
      sectors: ['agriculture'],
    });
    expect(readingsOf({ industry: 'Software' }).industry).toMatchObject({ reading: 'ideal', ideal: 'Software' });
  });

  it.each<[LeadReadings['email'], string]>([
    ['own_domain', 'jane@acme.de'],
    ['work', 'jane@other.example.com'],
    ['role', 'sales@other.com'],
    ['free', 'jane@gmail.com'],
    ['throw_away', 'jane@mailinator.com'],
    ['public_suffix', 'jane@co.uk'],
    ['unread', 'noreply@acme.de'],
    ['not_an_address', 'jane at acme'],
  ])('names the kind of an address: %s', (kind, contactEmail) => {
    expect(readingsOf({ contactEmail, companyWebsite: 'acme.de' }).email).toBe(kind);
  });
});
