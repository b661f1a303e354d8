import { describe, expect, it } from 'vitest';
import { LeadEntity } from '../leads/lead.entity.js';
import { namesLead, questionFor } from './outgoing.js';

describe('the query for Context7', () => {
  it('is the question, as far as a search needs it', () => {
    expect(questionFor('react', 'How do hooks work?', false)).toBe('How do hooks work?');
    expect(questionFor('react', 'x'.repeat(5_000), false)).toHaveLength(500);
    expect(questionFor('react', `${'x'.repeat(499)}🙂`, false).isWellFormed()).toBe(true);
  });

  it.each(['Write to jane@acme.com', 'Call +49 (30) 123-4567', 'Call 555 123 4567', 'id 0123456789'])(
    'holds nothing of %j, which looks personal',
    (query) => {
      expect(questionFor('react', query, false)).toBe('What react is for, and how it is used');
    },
  );

  it('has no word of a question about a lead', () => {
    expect(questionFor('react', 'Does Acme use hooks?', true)).toBe('What react is for, and how it is used');
  });
});

describe('a library that is called like the lead', () => {
  const lead = Object.assign(new LeadEntity(), {
    companyName: 'Acme',
    companyWebsite: 'https://www.acme.example/about',
    contactName: 'Jane Doe',
    contactPhone: null,
    externalId: 'crm-1',
  });

  it.each(['acme', 'ACME', 'acme.example', 'www.acme.example', 'jane doe', 'crm-1'])('%s is known', (name) => {
    expect(namesLead(name, lead)).toBe(true);
  });

  it.each(['react', 'acme-ui', '/acme/ui'])('%s is none', (name) => {
    expect(namesLead(name, lead)).toBe(false);
  });
});
