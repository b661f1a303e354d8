import type { Example, Examples } from '../../src/qualification/learning/example.js';

/** Numbers between 0 and 1 that are the same in every run: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const INDUSTRIES = [
  'Software',
  'Retail',
  'Manufacturing',
  'Finance',
  'Healthcare',
  'Education',
  'Construction',
  'Travel',
];
const SOURCES = ['referral', 'webinar', 'cold list', 'trade fair', 'website', 'partner'];
const TITLES = ['CEO', 'VP Sales', 'Head of IT', 'Engineer', 'Assistant', 'Student', 'Buyer'];
const SIZES = ['1-10', '11-50', '51-200', '201-500', '501-1000', '1000+'];
const COUNTRIES = ['DE', 'US', 'FR', 'GB', 'ES', 'PL', 'NL'];
const WORDS =
  'demo budget quarter pricing later newsletter trial meeting call maybe team integration contract security'.split(' ');

/** What the log odds of a lead are made of. */
const EFFECTS: Record<string, number> = {
  Software: 0.6,
  Finance: 0.4,
  Education: -0.5,
  referral: 1.1,
  partner: 0.5,
  'cold list': -0.9,
  CEO: 0.5,
  'VP Sales': 0.4,
  Student: -1,
  '51-200': 0.4,
  '1-10': -0.4,
  demo: 0.7,
  budget: 0.5,
  newsletter: -0.6,
};

export interface GenerationOptions {
  /** Without it, nothing of a lead tells how it ended. */
  isNoise?: boolean;
  wonRate?: number;
  /** Times that each lead is there. */
  copies?: number;
  /** Changes each lead when its outcome is known. */
  change?: (facts: Example['facts'], isWon: boolean, random: () => number) => Example['facts'];
}

/** Leads that ended with known probabilities; their AUC is about .756. */
export function generateLeads(count: number, seed: number, options: GenerationOptions = {}): Example[] {
  const random = seeded(seed);
  const { isNoise = false, copies = 1, change = (facts: Example['facts']) => facts } = options;
  return Array.from({ length: count }, (_, number) => {
    const { facts, logOdds } = generateFacts(`${seed}-${number}`, random);
    const isWon = random() < 1 / (1 + Math.exp(isNoise ? 0.6 : 0.6 - logOdds));
    const rules = Math.round(40 + 30 * random() + (isNoise ? 0 : 5 * logOdds));
    const at = Date.UTC(2026, 0, 1) + Math.floor(random() * 300) * 86_400_000;
    const changed = change(facts, isWon, random);
    return Array.from({ length: copies }, () => ({ facts: changed, rules, isWon, at }));
  }).flat();
}

export function examplesOf(list: readonly Example[]): Examples {
  return {
    count: list.length,
    at: (index) => {
      const example = list[index];
      if (example === undefined) throw new Error(`No example ${index}`);
      return example;
    },
  };
}

function generateFacts(key: string, random: () => number): { facts: Example['facts']; logOdds: number } {
  const pick = (values: readonly string[]) => values[Math.floor(random() * random() * values.length)] ?? '';
  const maybe = <Value>(value: Value) => (random() < 0.15 ? null : value);
  const words = Array.from({ length: 3 + Math.floor(random() * 3) }, () => pick(WORDS));
  const visits = Math.floor(-8 * Math.log(1 - random()));
  const revenue = Math.round(Math.exp(8 + 5 * random()));
  const facts = {
    company_name: `Company ${key}`,
    contact_name: `Person ${key}`,
    contact_email: maybe(`person.${key}@company-${key}.example`),
    industry: maybe(pick(INDUSTRIES)),
    source: maybe(pick(SOURCES)),
    contact_title: maybe(pick(TITLES)),
    company_size: maybe(pick(SIZES)),
    country: maybe(pick(COUNTRIES)),
    notes: maybe(`${words.join(' ')}.`),
    additional_data: {
      visits,
      annual_revenue: revenue,
      is_customer: random() < 0.2,
      campaign: pick(SOURCES),
      lead_no: key,
    },
  };
  const said = [
    facts.industry,
    facts.source,
    facts.contact_title,
    facts.company_size,
    ...(facts.notes ? new Set(words) : []),
  ];
  const effects = said.reduce((sum, value) => sum + (EFFECTS[value ?? ''] ?? 0), 0);
  return { facts, logOdds: effects + 0.5 * (Math.log1p(visits) - 2) + (facts.additional_data.is_customer ? 0.8 : 0) };
}
