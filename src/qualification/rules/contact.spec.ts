import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { factorOf } from './factor-part.js';
import { contactParts } from './contact.js';

const UNKNOWN = { contactTitle: null, contactEmail: null, contactPhone: null, contactName: null, companyWebsite: null };
const quality = (facts: Partial<Parameters<typeof contactParts>[0]>, profile = DEFAULT_SCORING_PROFILE) =>
  factorOf(contactParts({ ...UNKNOWN, ...facts }, profile));

function expectFalling(scores: number[]): void {
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(new Set(scores).size).toBe(scores.length);
}

describe('contactParts', () => {
  it('gives everything to a decision maker who can be reached', () => {
    const facts = {
      contactTitle: 'VP of Sales',
      contactName: 'Jane',
      contactPhone: '+1 555',
      companyWebsite: 'acme.com',
    };
    expect(quality({ ...facts, contactEmail: 'jane@mail.acme.com' })).toMatchObject({
      score: 100,
      reason:
        'Title "VP of Sales" is of wanted seniority (vice president); the title matches the target title "Sales"; ' +
        'e-mail at the company\'s own domain "mail.acme.com"; phone given; contact name given.',
    });
  });

  it('names everything it misses', () => {
    expect(quality({})).toMatchObject({
      score: 32.3,
      reason:
        'No title given to tell the seniority; no title to compare with the target titles; no e-mail given; ' +
        'no phone given; no contact name given.',
    });
  });

  it('ranks titles by their distance from the wanted seniorities', () => {
    const titles = ['Director', 'Manager', 'Senior Clerk', 'Clerk', 'Intern'];
    expectFalling(titles.map((contactTitle) => quality({ contactTitle }).score));
    expect(quality({ contactTitle: 'Clerk' }).reason).toContain('3 rungs off the wanted seniority');
  });

  it('ranks e-mail addresses by how sure they lead to the company', () => {
    const emails = ['j@acme.com', 'j@other.com', 'j@gmail.com', null, 'not an address'];
    const scores = emails.map((contactEmail) => quality({ contactEmail, companyWebsite: 'www.acme.com' }).score);
    expectFalling(scores);
  });

  it('ranks the mailbox of a role below that of a person, and one that is not read below all', () => {
    const emails = ['jane@acme.com', 'info@acme.com', 'info@other.com', 'jane@gmail.com', 'jane@mailinator.com'];
    expectFalling(emails.map((contactEmail) => quality({ contactEmail, companyWebsite: 'acme.com' }).score));
    expect(quality({ contactEmail: 'noreply@acme.com', companyWebsite: 'acme.com' }).reason).toContain('is not read');
    expect(quality({ contactEmail: 'jane@co.uk', companyWebsite: 'co.uk' }).reason).toContain(
      '"co.uk" is a public suffix',
    );
    const profile = { ...DEFAULT_SCORING_PROFILE, roleMailboxes: ['fuhrpark'] };
    expect(quality({ contactEmail: 'fuhrpark@acme.com' }, profile).reason).toContain('mailbox of a role');
  });

  it("does not take a free-mail domain for the company's own", () => {
    expect(quality({ contactEmail: 'j@gmail.com', companyWebsite: 'gmail.com' }).reason).toContain('free-mail address');
  });

  it('is neutral where the profile sets nothing', () => {
    const profile = { ...DEFAULT_SCORING_PROFILE, targetTitles: [], targetSeniorities: [] };
    const intern = quality({ contactTitle: 'Intern' }, profile);
    expect(intern.score).toBe(quality({ contactTitle: 'CEO' }, profile).score);
    expect(intern.reason).toContain('target titles are not set in the profile');
  });

  it('does not fault a title without a seniority', () => {
    expect(quality({ contactTitle: 'Wizard' }).reason).toContain('Title "Wizard" tells no seniority');
  });
});
