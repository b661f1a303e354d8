import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE, type Seniority } from '../profile/scoring-profile.js';
import { parseCompanySize } from './company-size.js';
import { matchIndustry } from './industry.js';
import { seniorityOf } from './seniority.js';
import { findSignals } from './signals.js';
import { matchingTarget } from './target-title.js';

/** What `rules-1` read rightly. Whatever else the rules learn to read, these readings stay. */
describe('what earlier rules read rightly', () => {
  it.each<[string, number, number | null]>([
    ['11-50', 11, 50],
    ['51-200 employees', 51, 200],
    ['1,001-5,000 employees', 1001, 5000],
    ['10,001+', 10_001, null],
    ['5001-10000', 5001, 10_000],
    ['2-10', 2, 10],
    ['1', 1, 1],
    ['0', 0, 0],
    ['approx. 300', 300, 300],
    ['circa 120 staff', 120, 120],
    ['around 75 FTEs', 75, 75],
    ['500 - 999', 500, 999],
    ['SMB (11-50)', 11, 50],
    ['Enterprise (1000+)', 1000, null],
    ['a team of 8', 8, 8],
    ['not more than 20', 1, 20],
    ['250 or more', 250, null],
    ['10 bis 49 Mitarbeiter', 10, 49],
    ['120 salariés', 120, 120],
    ['80 empleados', 80, 80],
    ['45 dipendenti', 45, 45],
    ['60 medewerkers', 60, 60],
    ['solo', 1, 1],
    ['freelancer', 1, 1],
    ['one person', 1, 1],
    ['2k', 2000, 2000],
    ['1k-5k employees', 1000, 5000],
    ['>5000', 5001, null],
    ['≤ 10', 1, 10],
    ['fewer than 25', 1, 24],
    ['minimum 100', 100, null],
  ])('reads the size %j', (text, min, max) => {
    expect(parseCompanySize(text)).toEqual({ min, max });
  });

  it.each(['many', '€5m revenue', '3 offices, 40 people', '555-0100-22', 'Series B', '1/2', '50%', '#200'])(
    'does not guess at the size %j',
    (text) => {
      expect(parseCompanySize(text)).toBeNull();
    },
  );

  it.each<[string, Seniority | null]>([
    ['Chief Executive Officer', 'c_level'],
    ['CTO & Co-Founder', 'c_level'],
    ['Chief of Staff', 'head'],
    ['Executive Director', 'c_level'],
    ['Managing Partner', 'c_level'],
    ['Group VP, Product', 'vp'],
    ['AVP Finance', 'vp'],
    ['Head of Growth', 'head'],
    ['Global Head, Procurement', 'head'],
    ['Marketing Director', 'director'],
    ['Director of Nursing', 'director'],
    ['Regional Sales Manager', 'manager'],
    ['Supervisor', 'manager'],
    ['Sr. Software Engineer', 'senior'],
    ['Principal Consultant', 'senior'],
    ['Business Analyst', 'individual'],
    ['Executive Assistant to the CEO', 'individual'],
    ['Office of the President - Coordinator', 'individual'],
    ['Head Chef', 'individual'],
    ['HR Business Partner', 'individual'],
    ['Data Owner', 'individual'],
    ['Marketing Intern', 'intern'],
    ['Werkstudent Marketing', 'intern'],
    ['Ninja', null],
    ['Sales', null],
  ])('reads the title %j as %j', (title, rank) => {
    expect(seniorityOf(title)).toBe(rank);
  });

  it.each<[string, string | null]>([
    ['Sales Manager', 'Sales'],
    ['Head of Marketing Operations', 'Marketing'],
    ['VP Revenue Operations', 'Revenue Operations'],
    ['Chief Marketing Officer', 'Marketing'],
    ['Director of Business Development', 'Business Development'],
    ['SDR', 'Sales'],
    ['Growth Lead', 'Growth'],
    ['Demand Gen Manager', 'Marketing'],
    ['Software Engineer', null],
    ['Accountant', null],
  ])('finds the target title in %j', (title, target) => {
    expect(matchingTarget(title, DEFAULT_SCORING_PROFILE.targetTitles)).toBe(target);
  });

  it.each<[string, string | null]>([
    ['Computer Software', 'Software'],
    ['Information Technology and Services', 'Software'],
    ['Internet', 'Software'],
    ['Cyber Security', 'Software'],
    ['Investment Management', 'Financial Services'],
    ['Private Equity', 'Financial Services'],
    ['Hospital & Health Care', 'Healthcare'],
    ['Medical Devices', 'Healthcare'],
    ['Biotechnology', 'Healthcare'],
    ['Pharmaceuticals', 'Healthcare'],
    ['Automotive', 'Manufacturing'],
    ['Machinery', 'Manufacturing'],
    ['Electrical/Electronic Manufacturing', 'Manufacturing'],
    ['Law Practice', 'Professional Services'],
    ['Legal Services', 'Professional Services'],
    ['Accounting', 'Professional Services'],
    ['Staffing and Recruiting', 'Professional Services'],
    ['Human Resources', 'Professional Services'],
    ['Retail', null],
    ['Higher Education', null],
    ['Construction', null],
    ['Real Estate', null],
    ['Hospitality', null],
    ['Government Administration', null],
    ['Nonprofit Organization Management', null],
    ['Farming', null],
  ])('places the industry %j', (industry, ideal) => {
    expect(idealOf(industry)).toBe(ideal);
  });

  it.each<[string, string[], string[]]>([
    ['Asked for a demo; budget approved for this quarter.', ['demo', 'budget', 'this quarter'], []],
    ['They want pricing and a demo', ['pricing', 'demo'], []],
    ['Currently evaluating three vendors', ['evaluating'], []],
    ['Just closed their funding round and are hiring', ['funding', 'hiring'], []],
    ['Expanding to Germany', ['expanding'], []],
    ['no demo wanted', [], []],
    ['budget was not approved', [], []],
    ['Not interested.', [], ['not interested']],
    ['He is a student', [], ['student']],
    ['Works for a competitor', [], ['competitor']],
    ['They have no budget.', [], ['no budget']],
    ['Please unsubscribe', [], ['unsubscribe']],
    ['not a competitor', [], []],
    ["isn't a student", [], []],
    ['Competitor: no', [], []],
    ['met at a fair', [], []],
    ['Sent the brochure, will call back', [], []],
    ['not only a demo, no later than this quarter', ['demo', 'this quarter'], []],
    ['no doubt about the budget', ['budget'], []],
  ])('reads the notes %j', (notes, signals, disqualifiers) => {
    const found = findSignals(notes, DEFAULT_SCORING_PROFILE);
    expect([...found.signals].sort()).toEqual([...signals].sort());
    expect(found.disqualifiers).toEqual(disqualifiers);
  });
});

function idealOf(industry: string): string | null {
  const match = matchIndustry(industry, DEFAULT_SCORING_PROFILE.idealIndustries);
  return match === null || match === 'unknown' ? null : match.ideal;
}
