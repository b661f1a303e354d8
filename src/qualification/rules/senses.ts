import { stemOf, wordsOf } from '../words.js';

interface Sense {
  /** A word directly behind the phrase that gives it another sense: "student housing", "hiring manager"; `:` is any answer. */
  behind?: string;
  /** A word directly before it, articles aside, that does: "clinical trial", "for students"; `#` is any number. */
  before?: string;
  /** A word within the reach of its clause before it that does: "unhappy with their competitor". */
  around?: string;
  /** A word within the reach of its clause behind it that does: "not interested in competitor offers". */
  within?: string;
}

/** Phrases that say something else in certain company. Compared by stems, so that one form of a word stands for all. */
const SENSES: Record<string, Sense> = {
  student: {
    behind:
      'housing, loan, accommodation, union, service, affair, travel, recruitment, management, information, engagement, success, ' +
      'market, marketing, platform, portal, app, transport, insurance, finance, lender, lending, learning, record, residence, dorm, ' +
      'discount, job, enrollment, enrolment, lifecycle, data, software, company, business, organisation, organization, agency, ' +
      'event, supervisor, advisor, adviser, counselor, counsellor, fee, tuition, visa, debt, conference, hackathon, recruiter, teacher, ' +
      'analytics, body, population, outcome, experience, recruiting, support, journey, system, wellbeing, council, program, programme',
    before:
      'para, pour, fur, per, voor, de, des, di, dos, residence, logement, pret, only, their, ' +
      'for, to, with, by, among, of, serve, serving, teach, train, help, target, educate, support, recruit, house, our, many, more, ' +
      'international, thousand, hundred, million, #',
  },
  competitor: {
    behind:
      'analysis, analyses, research, intelligence, offer, offering, product, solution, tool, software, contract, pricing, price, ' +
      'quote, proposal, demo, comparison, landscape, benchmark, system, platform, deal, bid, license, licence, subscription, just, raised, raises, announced, launched, increased, offers, charges, ' +
      'customer, user, agreement, renewal, website, data, is, :',
    around:
      'use, uses, used, using, user, with, against, versus, vs, compare, comparing, than, over, beat, like, unhappy, leave, leaving, left, ' +
      'between, evaluating, evaluation, considering, looking, talking, customer, client, contract, replace, switch, migrate, ' +
      'migration, moving, move, moved, ditch, dissatisfied, frustrated, renew, renewal, subscribed, paying, pay, tried, try, ' +
      'trialing, testing, choose, chose, prefer, quote, bought, buy, purchase, their, by, shortlist, incumbent, current, existing, ' +
      'signe, choisi, achete, opte, firmo, firmaron, compro, eligio, eligieron, firmato, scelto, comprato, assinou, comprou, escolheu, getekend, gekozen, gekocht, ' +
      'awarded, award, awards, gave, given, goes, went, signed, picked, vergeben, attribue, adjudicado, ' +
      'demoed, demoing, saw, reviewed, reviewing, piloted, unlike, away, cancel, lost, lose, deal, came, come, coming, about, ahead, behind, outperform, ' +
      'nutzt, nutzen, verwendet, verwenden, wechselt, wechseln, wechsel, vertrag, unzufrieden, zufrieden, vergleicht, vergleich, gegen, kunde, angebot, mit, ' +
      'utilise, utilisent, quitte, quitter, changer, contrat, insatisfait, contre, remplacer, avec, usa, usan, utiliza, utilizan, cambia, cambiar, contrato, ' +
      'cliente, compara, descontento, contra, reemplazar, deja, dejar, con, usam, troca, trocar, insatisfeito, substituir, com, usano, utilizza, passa, contratto, ' +
      'confronta, insoddisfatto, sostituire, lascia, gebruikt, gebruiken, stapt, overstap, klant, ontevreden, vergelijkt, vervangt, met, van, vom, weg',
    within:
      'unterschrieben, unterzeichnet, gekauft, bestellt, entschieden, abgeschlossen, gewechselt, gegangen, getekend, gekocht',
  },
  'nicht anrufen': { behind: 'vor, nach, bis, am, zwischen, morgen, heute, sondern' },
  'ne pas appeler': { behind: 'avant, apres, entre, demain, le' },
  'no llamar': { behind: 'antes, hasta, entre, manana, hoy, despues' },
  spam: {
    behind:
      'filter, folder, score, protection, complaint, trap, rate, law, detection, check, box, software, problem, prevention',
    before: 'anti, to, into, in, against, from, fight, block, stop, of',
  },
  'test lead': {
    behind: 'engineer, manager, at, for, of, in, analyst, time',
    before: 'qa, senior, software, automation',
  },
  'wrong number': { behind: 'of, format, formats, plate, plates' },
  'do not call': {
    behind:
      'before, after, until, on, between, during, tomorrow, today, in, next, at, from, monday, tuesday, wednesday, thursday, ' +
      'friday, weekends, mobile, his, her, their, reception, office, landline, switchboard, early, late, morning, twice, without, unless',
    within: 'monday, tuesday, wednesday, thursday, friday, saturday, sunday, weekend, weekends, holidays, vacation',
  },
  'nao ligar': { behind: 'antes, ate, entre, depois, amanha, hoje, as, tarde, cedo' },
  'nao ligar mais': { behind: 'tarde, cedo' },
  'non chiamare': { behind: 'prima, dopo, fino, tra, oggi, domani, presto, tardi' },
  'niet bellen': { behind: 'voor, na, tot, tussen, morgen, vandaag' },
  'ring inte': { behind: 'fore, innan, efter, mellan, imorgon, idag' },
  'nie dzwonic': { behind: 'przed, po, do, miedzy, jutro, dzis' },
  'не звонить': { behind: 'до, после, раньше, позже, завтра, сегодня, с, по, в' },
  'asked to be removed': { behind: 'as', within: 'trial, pilot, thread, cc, meeting, invite, invitation, project' },
  'fake lead': {
    around:
      'get, gets, getting, receive, receives, complain, complains, many, much, lot, lots, with, reduce, fewer, less, filter, avoid, stop, of',
    within: 'problem, problems, from, ad, ads, vendor, were, are',
  },
  'no further contact': {
    behind:
      'since, made, was, were, yet, from, with, detail, details, info, information, before, after, until, between, on, this, today, needed, required, necessary',
  },
  'dont call': {
    behind: 'before, after, until, on, between, during, tomorrow, today, at, early, late, his, her, unless',
  },
  'do not contact': { behind: 'before, after, until, between, during, today, his, her, unless' },
  'dont contact': { behind: 'before, after, until, between, during, today, his, her, unless' },
  unsubscribe: {
    behind: 'link, rate, button, page, option, flow, feature, header, form, process',
    before: 'how',
    around: 'accidentally, mistakenly, versehentlich',
    within: 'mistake, mistakenly, accident, accidentally, versehentlich, versehen',
  },
  'not interested': {
    within:
      'discount, discounts, rebate, competitor, competing, alternative, other, rival, staying, waiting, old, previous, earlier, basic, starter, free, freemium, lite, cheaper, legacy',
  },
  'no interest': { behind: 'rate, payment, charge, loan', within: 'competitor, alternative, other, rival' },
  'pas le budget': { behind: 'qui, mais' },
  'no need': { behind: 'to, for, of' },
  'kein bedarf': {
    behind: 'zu',
    within:
      'schulung, schulungen, training, trainings, einweisung, demo, demos, vorfuhrung, prasentation, termin, terminen, gesprach, gesprachen, ' +
      'telefonat, ruckruf, anruf, anrufen, unterlagen, informationen, infos, anpassung, anpassungen, verhandlung, verhandlungen, ' +
      'alternative, alternativen, anbieterwechsel, bedenkzeit',
  },
  'pas de besoin': { behind: 'de, dun, dune, du, des' },
  'sin necesidad': { behind: 'de' },
  'nessun bisogno': { behind: 'di' },
  'sem necessidade': { behind: 'de' },
  'geen behoefte': {
    behind: 'om',
    within: 'training, trainingen, demo, afspraak, gesprek, presentatie, informatie, alternatieven',
  },
  'inget behov': { within: 'utbildning, demo, mote, presentation, samtal, information' },
  'brak potrzeb': { within: 'szkolenia, szkolen, spotkania, spotkan, demo, prezentacji, rozmowy, kontaktu' },
  'нет потребности': { within: 'обучении, обучение, демо, встрече, презентации, звонке, обсуждении' },
  hiring: {
    behind:
      'manager, team, partner, director, software, tool, platform, process, committee, agency, event, practice, decision, panel, ' +
      'fair, car, lead',
    before: 'for, car, van, plant, equipment, bike, tool',
  },
  budget: {
    behind:
      'cycle, season, year, planning, analyst, officer, hotel, airline, travel, friendly, carrier, traveller, traveler, meal, rental, accommodation',
    before: 'over, beyond, above, exceeds, exceeding, outside',
  },
  trial: {
    behind: 'lawyer, attorney, court, judge, jury, balance',
    before: 'clinical, drug, jury, criminal, court, vaccine, randomized, randomised, medical, phase, on',
  },
  poc: { behind: 'is, for, name, contact, email, phone, at, :', before: 'main, primary, my, our, new' },
  demo: { behind: 'day, reel, tape, scene' },
  expansion: { behind: 'pack, slot, joint, tank, card' },
  quote: { behind: 'unquote', before: 'famous, favorite, favourite, inspirational, stock' },
  price: {
    behind: 'analyst, strategist, consultant',
    before: 'raise, raised, increase, increased, stock, share, oil, energy, house, gas, fuel, raw',
  },
};

interface StemmedSense {
  behind: Set<string>;
  before: Set<string>;
  around: Set<string>;
  within: Set<string>;
}

/** Words of other languages that have the senses of an English one. */
const SAME_SENSE: Record<string, string> = {
  'wrong number': 'bad number, invalid number, fake number',
  'fake lead': 'bogus lead, junk lead',
  'asked to be removed': 'wants to be removed, want to be removed, requested to be removed',
  'не звонить': 'не звоните, больше не звонить, просит не звонить, просил не звонить',
  'no further contact': 'no more contact, no further calls, no more calls',
  'kein bedarf': 'keinen bedarf, keinerlei bedarf',
  'brak potrzeb': 'brak potrzeby',
  'pas de besoin': 'pas besoin, aucun besoin',
  'sin necesidad': 'no hay necesidad, no tiene necesidad, no tienen necesidad, ninguna necesidad',
  'nessun bisogno': 'nessuna necessita, non ha bisogno, non hanno bisogno, senza bisogno',
  'sem necessidade': 'nao ha necessidade, nao tem necessidade',
  competitor:
    'wettbewerber, mitbewerber, konkurrent, competidor, competidora, concorrente, un concurrent, notre concurrent, een concurrent, onze concurrent',
  student:
    'studentin, etudiant, etudiante, estudiante, estudante, studente, studentessa, undergraduate, студент, студентка, ogrenci',
};

const ALL_SENSES = Object.entries(SENSES).flatMap(([phrase, sense]) =>
  [phrase, ...(SAME_SENSE[phrase]?.split(', ') ?? [])].map((one) => [one, sense] as const),
);

const BY_STEMS = new Map<string, StemmedSense>(
  ALL_SENSES.map(([phrase, sense]) => [
    wordsOf(phrase).map(stemOf).join(' '),
    {
      behind: stemsOf(sense.behind),
      before: stemsOf(sense.before),
      around: stemsOf(sense.around),
      within: stemsOf(sense.within),
    },
  ]),
);

/** The company in which a phrase, given by its stems, says something else; undefined if it has one sense. */
export function senseOf(stems: readonly string[]): StemmedSense | undefined {
  return BY_STEMS.get(stems.join(' '));
}

function stemsOf(words: string | undefined): Set<string> {
  return new Set(words?.split(', ').map(stemOf));
}
