import type { Schemas } from '../api/client';

type NewLead = Schemas['CreateLeadRequest'];

const FIRST = 'Dana Priya Jorge Aiko Lars Grace Tom Ola Inès Mei Samuel Nadia Pavel Lucía Henrik Zoe Omar Ingrid'.split(
  ' ',
);
const LAST =
  'Reyes Nair Peña Mori Holt Obi Becker Nyström Caron Chen Adeyemi Haddad Novák Romero Dahl Marsh Aziz Vogel'.split(
    ' ',
  );
const NAMES =
  'Nordlicht Halden Mirador Brightwell Kestrel Sakura Fjordmat Oldmill Lumière Quarry Tidewater Larch Beacon Copperfield'.split(
    ' ',
  );
const KINDS: readonly (readonly [name: string, industry: string])[] = [
  ['Robotics', 'Industrial software'],
  ['Analytics', 'Software'],
  ['Health', 'Healthcare'],
  ['Freight', 'Logistics'],
  ['Capital', 'Financial services'],
  ['Energy', 'Renewable energy'],
  ['Devices', 'Manufacturing'],
  ['Press', 'Publishing'],
  ['Foods', 'Food production'],
];
const TITLES = [
  'VP of Sales',
  'Head of Revenue Operations',
  'Chief Marketing Officer',
  'Sales Manager',
  'Director of Growth',
  'Software Engineer',
  'Office Manager',
  'CEO',
  'Account Executive',
  'Intern',
];
const SIZES = ['5', '11-50', '51-200', '120', '201-500', '300', '501-1,000', '1,200', '10,000+'];
const SOURCES = ['referral', 'webinar', 'website', 'trade fair', 'cold list'];
const COUNTRIES = ['DE', 'US', 'SE', 'FR', 'ES', 'JP', 'GB', 'IN', 'NO'];
const NOTES = [
  'Asked for a demo; budget approved for this quarter.',
  'Downloaded the white paper.',
  'Wants a quote for 40 seats before the end of the month.',
  'No budget this year.',
  'Evaluating us against another tool, trial starts on Monday.',
  'Met at the fair, asked to call back next quarter.',
  'Student, writes a thesis.',
  null,
];

/** 200 made-up leads, always the same; their addresses end in a reserved domain (RFC 2606). */
export function sampleLeads(): NewLead[] {
  return Array.from({ length: 200 }, (_, index) => {
    // Steps without common divisors, so that all combinations occur.
    const [kind, industry] = pick(KINDS, index * 5 + 1);
    const company = `${pick(NAMES, index)} ${kind}${index < 126 ? '' : ` ${pick(['Group', 'Labs', 'North'], index)}`}`;
    const first = pick(FIRST, index * 7);
    const last = pick(LAST, index * 11 + Math.floor(index / 18));
    const domain = `${plain(company)}.example`;
    return {
      company_name: company,
      company_website: `https://${domain}`,
      industry,
      company_size: pick(SIZES, index * 4 + Math.floor(index / 9)),
      country: pick(COUNTRIES, index * 2),
      contact_name: `${first} ${last}`,
      contact_title: pick(TITLES, index * 3 + Math.floor(index / 10)),
      contact_email: index % 6 === 5 ? `info@${domain}` : `${plain(first)}.${plain(last)}@${domain}`,
      source: pick(SOURCES, index * 3),
      notes: pick(NOTES, index * 5 + Math.floor(index / 8)),
      external_id: `sample-${String(index + 1).padStart(3, '0')}`,
    };
  });
}

function pick<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item;
}

/** Without marks and spaces, as in an address. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/gi, '')
    .toLowerCase();
}
