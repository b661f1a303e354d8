import { type Seniority, SENIORITIES } from '../profile/scoring-profile.js';
import { type PhraseMatch, PhraseBook } from './phrase-book.js';
import { wordsOf } from '../words.js';

/**
 * What titles say of a rank, spelled without accents. The longest phrase wins at each place, so an exception is simply
 * a longer phrase: a "product owner" owns no company, "lead generation" has no reports.
 */
const PHRASES: Record<Seniority, string> = {
  c_level:
    'ceo, cfo, coo, cto, cmo, cro, cio, ciso, cpo, cdo, chro, cco, cso, chief executive, c level, c suite, president, ' +
    'founder, cofounder, founding partner, owner, proprietor, managing director, executive director, managing partner, ' +
    'general partner, chairman, chairwoman, chairperson, geschaftsfuhrer, geschaftsfuhrerin, directeur general',
  vp: 'vp, svp, evp, avp, rvp, gvp, vice president',
  head: 'head, general manager, chief of staff',
  director: 'director, dir, directeur, directrice, direktor, direktorin, directora, direttore',
  manager: 'manager, mgr, supervisor, team lead, teamlead, team leader, teamleader',
  senior: 'senior, sr, lead, principal, staff engineer',
  individual:
    'representative, rep, sdr, bdr, ae, account executive, sales executive, executive, specialist, analyst, associate, ' +
    'consultant, engineer, developer, accountant, assistant, coordinator, administrator, admin, auditor, designer, ' +
    'advisor, adviser, officer, clerk, agent, recruiter, buyer, secretary, technician, scientist, writer, ' +
    'product owner, process owner, system owner, data owner, service owner, project owner, account owner, founder associate, ' +
    'business partner, ceo office, head chef, head nurse, head coach, head teacher, head waiter, ' +
    'lead generation, lead gen, lead management, lead scoring',
  intern:
    'intern, interns, internship, trainee, apprentice, working student, student at, student of, student in, ' +
    'praktikant, praktikantin, stagiaire, werkstudent, werkstudentin',
};

const RANKS = new PhraseBook<Seniority>(
  SENIORITIES.flatMap((rank) => PHRASES[rank].split(', ').map((phrase) => [phrase, rank] as const)),
);

const SUPPORT = new PhraseBook<true>([
  ['executive assistant', true],
  ['personal assistant', true],
  ['administrative assistant', true],
]);

/** A rank after one of these belongs to another person, or is not held now: "assistant to the CEO", "former VP". */
const FOREIGN_BEFORE = new Set('to for of former formerly ex aspiring future trainee apprentice'.split(' '));
const FOREIGN_AFTER = new Set(['assistant', 'secretary', 'aide']);
const ARTICLES = new Set(['the', 'a', 'our']);
/** As the last word these say what the person is: "Product Manager Intern", "MBA Student". */
const LEARNERS = new Set(['intern', 'internship', 'trainee', 'apprentice', 'student', 'praktikant', 'werkstudent']);

/** The rank a job title states, the highest if it states several ("CEO & Founder"), or null if it states none. */
export function seniorityOf(title: string): Seniority | null {
  const words = wordsOf(title);
  if (LEARNERS.has(words.at(-1) ?? '')) return 'intern';
  if (SUPPORT.longest(words).length > 0) return 'individual';
  const own = [...RANKS.longest(words), ...chiefOfficers(words)].filter((match) => !isForeign(match, words));
  const ranks = new Set(own.map(({ value }) => value));
  // An engineer in training is no engineer yet.
  if (ranks.has('intern')) ranks.delete('individual');
  return SENIORITIES.find((rank) => ranks.has(rank)) ?? null;
}

/** "Chief Revenue Officer", whatever stands in the middle. */
function chiefOfficers(words: readonly string[]): PhraseMatch<Seniority>[] {
  return words.flatMap((word, start) => {
    const length = word === 'chief' ? words.slice(start, start + 6).indexOf('officer') + 1 : 0;
    return length > 0 ? [{ value: 'c_level' as const, start, end: start + length }] : [];
  });
}

function isForeign({ start, end }: PhraseMatch<Seniority>, words: readonly string[]): boolean {
  const before = ARTICLES.has(words[start - 1] ?? '') ? start - 2 : start - 1;
  return FOREIGN_BEFORE.has(words[before] ?? '') || FOREIGN_AFTER.has(words[end] ?? '');
}
