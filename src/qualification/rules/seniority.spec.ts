import { describe, expect, it } from '@jest/globals';
import type { Seniority } from '../profile/scoring-profile.js';
import { seniorityOf } from './seniority.js';

describe('seniorityOf', () => {
  it.each<[string, Seniority | null]>([
    ['Chief Revenue Officer', 'c_level'],
    ['Chief Human Resources Officer', 'c_level'],
    ['CRO', 'c_level'],
    ['C.E.O.', 'c_level'],
    ['CEO & Founder', 'c_level'],
    ['Co-Founder', 'c_level'],
    ['Owner', 'c_level'],
    ['Managing Director', 'c_level'],
    ['President', 'c_level'],
    ['Geschäftsführerin', 'c_level'],
    ['VP of Sales', 'vp'],
    ['V.P. Sales', 'vp'],
    ['Vice President', 'vp'],
    ['SVP', 'vp'],
    ['Senior Vice-President, EMEA', 'vp'],
    ['Assistant Vice President', 'vp'],
    ['Head of RevOps', 'head'],
    ['General Manager', 'head'],
    ['Director', 'director'],
    ['SENIOR DIRECTOR, SALES', 'director'],
    ['Director, Student Services', 'director'],
    ['Team Lead', 'manager'],
    ['Sales Manager', 'manager'],
    ['International Sales Manager', 'manager'],
    ['Go to Market Manager', 'manager'],
    ['Senior Account Executive', 'senior'],
    ['Lead Engineer', 'senior'],
    ['Sales Development Representative', 'individual'],
    ['Internal Auditor', 'individual'],
    ['Product Owner', 'individual'],
    ['Lead Generation Specialist', 'individual'],
    ['Assistant to the CEO', 'individual'],
    ['Executive Assistant, CEO', 'individual'],
    ["Vice President's assistant", 'individual'],
    ['Analyst, Office of the CFO', 'individual'],
    ['Consultant, former VP of Sales', 'individual'],
    ['intern', 'intern'],
    ['Product Manager Intern', 'intern'],
    ['Intern, Data Analyst', 'intern'],
    ['Trainee Manager', 'intern'],
    ['MBA Student', 'intern'],
    ['Student at MIT', 'intern'],
    ['Wizard', null],
    ['Directorate', null],
    ['Management', null],
    ['', null],
    ['🙂', null],
  ])('%j is %j', (title, rank) => {
    expect(seniorityOf(title)).toBe(rank);
  });

  it('reads very long titles', () => {
    expect(seniorityOf('chief '.repeat(50_000) + 'officer')).toBe('c_level');
    expect(seniorityOf('vice '.repeat(50_000))).toBeNull();
    expect(seniorityOf(`${'a.'.repeat(50_000)} VP`)).toBe('vp');
  });
});
