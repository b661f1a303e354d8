import { PhraseBook } from './phrase-book.js';
import { wordsOf } from '../words.js';

/** Names that people use for the same industry. */
const SYNONYMS: Record<string, string> = {
  software:
    'software, saas, paas, tech, technology, technologies, it, ict, information technology, it services, it consulting, ' +
    'computer, computers, internet, cloud, cybersecurity, cyber security, artificial intelligence, machine learning',
  finance:
    'financial services, finance, financial, fintech, fin tech, bank, banks, banking, insurance, insurtech, investment, ' +
    'investments, asset management, wealth management, private equity, venture capital, capital markets, payments',
  health:
    'healthcare, health care, health, healthtech, medical, medicine, medtech, medical technology, pharma, ' +
    'pharmaceutical, pharmaceuticals, biotech, bio tech, biotechnology, life science, life sciences, hospital, ' +
    'hospitals, clinic, clinics, dental',
  manufacturing:
    'manufacturing, manufacturer, manufacturers, industrial, factory, automotive, machinery, mechanical engineering, ' +
    'electronics, chemicals, aerospace',
  professional:
    'professional services, business services, consulting, consultancy, management consulting, advisory, legal, ' +
    'legal services, law, law firm, accounting, accountancy, audit, staffing, recruiting, recruitment, human resources',
  media: 'media, advertising, marketing, marketing agency, publishing, broadcasting, entertainment',
  retail: 'retail, ecommerce, e commerce, wholesale, consumer goods',
  education: 'education, edtech, school, schools, university, universities, e learning, elearning',
  realEstate: 'real estate, property, proptech',
  construction: 'construction, civil engineering, building materials',
  logistics: 'logistics, transport, transportation, shipping, freight, supply chain, warehousing',
  energy: 'energy, utilities, oil, oil gas, renewables, solar',
  hospitality: 'hospitality, hotel, hotels, restaurant, restaurants, travel, tourism, food service',
  publicSector: 'government, public sector, public administration',
  nonprofit: 'nonprofit, non profit, ngo, charity',
  telecom: 'telecommunications, telecommunication, telecom, telco',
  agriculture: 'agriculture, farming, agritech, agtech',
};

const GROUPS = new PhraseBook<string>(
  Object.entries(SYNONYMS).flatMap(([group, phrases]) => phrases.split(', ').map((phrase) => [phrase, group] as const)),
);

export interface IndustryMatch {
  kind: 'exact' | 'synonym';
  /** The profile's industry that was matched, as the profile writes it. */
  ideal: string;
}

/**
 * Finds the ideal industry that a lead's industry names: in the profile's own words, or else by a synonym ("SaaS" for
 * "Software"). Null if none fits. Only whole words count: "Bitumen" is not IT.
 */
export function matchIndustry(industry: string, ideals: readonly string[]): IndustryMatch | null {
  const words = wordsOf(industry);
  const wanted = ideals.map((ideal) => ({ ideal, words: wordsOf(ideal) }));
  const exact = wanted.find((one) => new PhraseBook([[one.words, true]]).occursIn(words));
  if (exact !== undefined) return { kind: 'exact', ideal: exact.ideal };
  const groups = new Set(groupsOf(words));
  const synonym = wanted.find((one) => groupsOf(one.words).some((group) => groups.has(group)));
  return synonym === undefined ? null : { kind: 'synonym', ideal: synonym.ideal };
}

function groupsOf(words: readonly string[]): string[] {
  return GROUPS.longest(words).map(({ value }) => value);
}
