import type { Target } from './targets.js';

/** Words that say nothing more of what a column holds, in English, German, French, Spanish and Portuguese. */
const FILLERS = listed(`
  of the for a an your our s and in on, der die das des dem den vom von im zum zur und, le la les l d de du des et,
  el los las del y e o do da dos das em, required optional text only value lead leads prospect current primary main principal custom cf field 1 18`);
/** "Number of", in all its forms, before employees, phones and customers. */
const NUMBER = listed('no nr n num numero number nb nbre nummer anzahl qtd qtde quantidade cantidad qty count total');

const COMPANY = `company account organization organisation org business corporate firm associated target legal linkedin
  firma firmen unternehmen unternehmens entreprise societe empresa compania cuenta organizacion organizacao companhia conta`;
const PERSON = `contact person personne persona pessoa personal home kontakt kontakts ansprechpartner contacto contato invitee attendee registrant participant guest
  respondent subscriber member employment`;
const AT_WORK = `work business professional pro office corporate company hq direct private verified geschaftlich geschaftliche beruflich
  privat buro dienstlich dienstliche geschaftl gesch arbeit bureau professionnel professionnelle travail domicile trabajo trabalho oficina comercial corporativo empresa`;
const PLACE = `mailing billing shipping address other hq headquarters residence origin rechnungs facturation facturacion origen`;
const DEAL = `deal deals opportunity verkaufschance affaire transaction opportunite negocio oportunidad oportunidade`;

/** What may stand around the name of a field, beside fillers: whose it is, and of which kind. */
const AROUND: Partial<Record<Target, ReadonlySet<string>>> = {
  company_name: listed(DEAL),
  company_website: listed(`${COMPANY} ${AT_WORK}`),
  company_size: listed(`${COMPANY} metrics`),
  industry: listed(`${COMPANY} category`),
  contact_name: listed(`full ${DEAL}`),
  first_name: listed(PERSON),
  name_infix: listed(PERSON),
  last_name: listed(PERSON),
  second_last_name: listed(PERSON),
  contact_email: listed(`${PERSON} ${AT_WORK} user`),
  contact_phone: listed(`${PERSON} ${AT_WORK} user`),
  contact_title: listed(PERSON),
  contact_linkedin_url: listed(`${PERSON} profile profil perfil url pessoal`),
  country: listed(`${COMPANY} ${PERSON} ${AT_WORK} ${PLACE} geo`),
  source: listed(PERSON),
  outcome: listed(DEAL),
  outcome_at: listed(DEAL),
  outcome_reason: listed(DEAL),
};
/** Fields whose names mean the same with "number of" before them, or without. */
const COUNTED: ReadonlySet<Target> = new Set(['company_size', 'contact_phone']);
/** Alone they name many things: "First Contact" is no first name. */
const VAGUE =
  listed(`first last lead person contact mail url web site size staff id nr job role position name nom nombre nome
  status stage phase result statut etape estado etapa closed won lost`);

/** All that may stand around a name, of whatever field. */
const ANYWHERE = new Set([...FILLERS, ...Object.values(AROUND).flatMap((words) => [...words]), 'nr']);

/** The words of a key, in one form each. */
export function wordsOf(key: string): string[] {
  return key
    .replace(/\be mail/g, 'email')
    .split(' ')
    .map((word) => (NUMBER.has(word) ? 'nr' : word));
}

/** Whether a word may stand around the name of some field. */
export function mayStandAround(word: string): boolean {
  return ANYWHERE.has(word);
}

/**
 * What is left of a name for a field without what may stand around it, in one order: "Contact: E-mail (Work)" and "E-Mail"
 * have the same core. Empty where nothing is left that names the field.
 * @param all the words of its key
 */
export function coreOf(all: readonly string[], target: Target): string {
  const around = AROUND[target];
  const words = all.filter(
    (word) => !FILLERS.has(word) && around?.has(word) !== true && !(word === 'nr' && COUNTED.has(target)),
  );
  return words.length === 1 && VAGUE.has(words[0] ?? '') ? '' : [...new Set(words)].sort().join(' ');
}

function listed(words: string): Set<string> {
  return new Set(words.split(/[\s,]+/).filter((word) => word !== ''));
}
