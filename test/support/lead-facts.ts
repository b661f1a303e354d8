import type { RuleFacts } from '../../src/qualification/rules/rules.scoring.js';

/** A lead of which nothing is known. */
export const BARE_LEAD: RuleFacts = {
  companyWebsite: null,
  companySize: null,
  industry: null,
  contactName: null,
  contactEmail: null,
  contactPhone: null,
  contactTitle: null,
  notes: null,
  source: null,
  country: null,
  additionalData: null,
};

/** What the default profile looks for. */
export const PERFECT: RuleFacts = {
  ...BARE_LEAD,
  companyWebsite: 'https://acme.com',
  companySize: '200-500 employees',
  industry: 'SaaS',
  contactName: 'Jane Doe',
  contactEmail: 'jane@acme.com',
  contactPhone: '+1 555 0100',
  contactTitle: 'VP of Sales',
  notes: 'Budget approved, asked for a demo this quarter.',
};
