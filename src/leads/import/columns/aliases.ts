import { shapesOf } from '../../../validation/shape.js';
import { CreateLeadRequest } from '../../dto/lead.dto.js';

/** How a lead ended. */
export const OUTCOME_TARGETS = ['outcome', 'outcome_at', 'outcome_value_usd', 'outcome_reason'] as const;
export type OutcomeTarget = (typeof OUTCOME_TARGETS)[number];

/** The fields of a lead, the parts of names that become one of them, and how it ended. */
export const TARGETS = [
  ...(shapesOf(CreateLeadRequest).keys() as Iterable<keyof CreateLeadRequest>),
  'first_name',
  'last_name',
  ...OUTCOME_TARGETS,
] as const;
export type Target = keyof CreateLeadRequest | 'first_name' | 'last_name' | OutcomeTarget;

/**
 * What systems call a field, in English, German, French, Spanish and Portuguese; the names that are most certain come first,
 * and of several columns the earlier name wins where it is filled. Written as `nameKey` gives them.
 */
const ALIASES: Record<Target, string> = {
  company_name: `
    company name, company, company account, account name, organization name, organisation name, organization, organisation,
    account, employer, business name, business, associated company, primary company, lead company, current company, company name for emails
    firma, firmenname, unternehmen, unternehmensname, name des unternehmens, name der firma, kunde, kundenname, betrieb
    entreprise, nom de l entreprise, nom entreprise, societe, nom de la societe, nom societe, raison sociale, compte, nom du compte
    empresa, nombre de la empresa, nombre empresa, compania, nombre de la compania, organizacion, razon social, cuenta, nombre de cuenta
    nome da empresa, nome empresa, companhia, organizacao, razao social, conta, nome da conta, nome da organizacao`,
  company_website: `
    company website, website, website url, company domain name, company domain, domain, domain name, web site, homepage, web, site,
    company url, web address, organization website, organization url, account website, url
    webseite, webauftritt, internetseite, internetadresse, homepage url, domain name des unternehmens, unternehmensdomain, firmenwebsite
    site web, site internet, domaine, nom de domaine, nom de domaine de l entreprise, adresse web
    sitio web, pagina web, dominio, nombre de dominio, nombre de dominio de la empresa, url del sitio web
    pagina, nome de dominio, nome de dominio da empresa, url do site, website da empresa`,
  company_size: `
    company size, employees, number of employees, no of employees, num employees, employee count, numberofemployees, employee range,
    headcount, company headcount, team size, staff, size, organization size, employees count, total employees
    mitarbeiter, mitarbeiterzahl, anzahl mitarbeiter, anzahl der mitarbeiter, unternehmensgrosse, firmengrosse, beschaftigte, anzahl beschaftigte
    effectif, effectifs, nombre d employes, nombre de salaries, salaries, employes, taille de l entreprise, taille entreprise
    empleados, numero de empleados, n de empleados, n o de empleados, no de empleados, cantidad de empleados, tamano de la empresa, tamano empresa, plantilla
    funcionarios, numero de funcionarios, no de funcionarios, n de funcionarios, n o de funcionarios, quantidade de funcionarios, tamanho da empresa, porte,
    porte da empresa, colaboradores, numero de colaboradores`,
  industry: `
    industry, company industry, industry sector, sector, vertical, branch, line of business, organization industry
    branche, industrie, wirtschaftszweig, industriezweig
    secteur, secteur d activite, activite, domaine d activite
    industria, sector de actividad, rubro, giro, actividad
    setor, segmento, ramo, ramo de atividade, setor de atividade`,
  contact_name: `
    contact name, full name, contact, contact person, lead name, person name, contact full name, primary contact name, primary contact,
    lead, person, customer name, prospect name
    ansprechpartner, ansprechpartnerin, kontakt, kontaktperson, kontaktname, vollstandiger name, vor und nachname, name des kontakts
    nom du contact, nom contact, nom complet, interlocuteur, personne a contacter, nom prenom, nom et prenom, prenom nom
    contacto, nombre de contacto, nombre del contacto, persona de contacto, nombre completo, nombre y apellidos, nombre y apellido
    contato, nome do contato, nome de contato, nome do contacto, pessoa de contato, nome completo, nome contato`,
  first_name: `
    first name, firstname, given name, forename, contact first name, person first name, first
    vorname
    prenom
    primer nombre, nombre de pila
    primeiro nome`,
  last_name: `
    last name, lastname, surname, family name, contact last name, person last name, last
    nachname, familienname, zuname
    nom de famille
    apellidos, apellido, apellido paterno
    sobrenome, apelido, ultimo nome`,
  contact_email: `
    contact email, email, e mail, email address, e mail address, work email, business email, primary email, company email, person email,
    person email work, primary contact primary email, contact email address, corporate email, email 1, mail, person email home,
    person email other, primary contact email, personal email, secondary email, other email
    e mail adresse, email adresse, mailadresse, e mail geschaftlich, geschaftliche e mail
    adresse e mail, adresse email, courriel, adresse mail, e mail professionnel, email professionnel, adresse electronique
    correo, correo electronico, direccion de correo electronico, email de contacto, correo de trabajo, direccion de correo
    endereco de e mail, endereco de email, correio eletronico, e mail comercial, email do contato`,
  contact_phone: `
    contact phone, phone, phone number, telephone, work phone, business phone, direct phone, work direct phone, primary phone, person phone,
    person phone work, primary contact primary phone, telephone number, first phone, phone 1, direct dial, primary contact phone, mobile phone,
    mobile, mobile phone number, cell phone, cell, mobile number, person phone mobile, person phone home, person phone other, other phone,
    corporate phone, company phone, home phone
    telefon, telefonnummer, tel, rufnummer, telefon geschaftlich, geschaftliche telefonnummer, festnetz, mobil, mobiltelefon, mobilnummer,
    handy, handynummer, mobiltelefonnummer
    numero de telephone, telephone professionnel, telephone fixe, portable, telephone portable, telephone mobile, numero de portable
    telefono, numero de telefono, telefono de trabajo, telefono fijo, movil, celular, telefono movil, numero de telefono movil
    telefone, numero de telefone, telefone comercial, telemovel, telefone celular, numero de celular`,
  contact_title: `
    contact title, job title, title, position, role, contact job title, designation, job position, jobtitle, primary contact title,
    person job title, person title, job role, current title, current position
    jobtitel, berufsbezeichnung, funktion, stelle, stellenbezeichnung, rolle, beruf, titel
    fonction, poste, intitule du poste, intitule de poste, titre, titre du poste, role du contact
    cargo, puesto, puesto de trabajo, titulo, titulo del puesto
    funcao, titulo do cargo`,
  contact_linkedin_url: `
    contact linkedin url, linkedin url, linkedin, linkedin profile, person linkedin url, linkedin profile url, linkedin bio, linkedin link,
    contact linkedin, linkedin contact profile url, linkedin member profile url, linkedin profil, profil linkedin, perfil de linkedin,
    perfil do linkedin, url de linkedin, url do linkedin, url linkedin`,
  country: `
    country, country region, person country, contact country, mailing country, billing country, company country, organization country,
    country code, country territory
    land, land region, staat
    pays, pays region
    pais, pais region`,
  source: `
    source, lead source, original source, original traffic source, utm source, source name, contact source, source of lead
    quelle, lead quelle, leadquelle, herkunft, lead herkunft, ursprungliche quelle
    source du lead, source du prospect, origine, source d origine, source de la piste
    fuente, origen, fuente del lead, fuente de posible cliente, origen del prospecto, origen del lead, fuente original
    fonte, origem, origem do lead, fonte do lead, fonte original`,
  notes: `
    notes, note, description, comments, comment, remarks, message, lead notes, additional notes, about
    notizen, notiz, bemerkung, bemerkungen, kommentar, kommentare, beschreibung, anmerkung, anmerkungen, nachricht
    remarques, remarque, commentaires, commentaire
    notas, nota, comentarios, comentario, descripcion, observaciones, mensaje
    observacoes, observacao, descricao, mensagem`,
  external_id: `
    external id, record id, lead id, contact id, person id, crm id, customer id, apollo contact id, salesforce id, hubspot id, prospect id,
    record id contact, account id, uuid, id
    datensatz id, externe id, kundennummer, kunden id, kundennr, lead nr, kontakt id
    id de l enregistrement, id externe, identifiant, identifiant externe, numero client, id du prospect, id enregistrement
    id de registro, id externo, identificador, id del registro, numero de cliente, id de cliente
    id do registro, id do lead, numero do cliente, id do cliente`,
  additional_data: 'additional data',
  outcome: `
    outcome, deal outcome, lead outcome, opportunity outcome, won lost, deal status, deal stage, opportunity stage
    deal phase, dealphase, ergebnis des deals
    phase de la transaction, etape de la transaction, resultat de la transaction
    etapa del negocio, estado del negocio, resultado del negocio
    etapa do negocio, status do negocio, resultado do negocio`,
  outcome_at: `
    outcome at, outcome date, close date, closed date, date closed, closed at, won date, lost date, won time, lost time
    abschlussdatum, abgeschlossen am
    date de cloture, date de fermeture
    fecha de cierre
    data de fechamento`,
  outcome_value_usd: 'outcome value usd, outcome value, deal value usd, amount usd',
  outcome_reason: `
    outcome reason, lost reason, loss reason, closed lost reason, closed won reason, close reason, reason lost, won reason
    verlustgrund, grund fur verlust, abschlussgrund
    raison de la perte, motif de perte
    motivo de perdida, motivo de la perdida, razon de perdida
    motivo da perda, motivo de perda`,
};

/** Of each name: the field, and how certain it is. */
const KNOWN = new Map(
  Object.entries(ALIASES).flatMap(([target, names]) =>
    names.split(/[,\n]/).map((name, rank): [string, Guess] => [name.trim(), { target: target as Target, rank }]),
  ),
);
KNOWN.delete('');

export interface Guess {
  target: Target;
  /** The lower, the more certain. */
  rank: number;
}

/** Words that mean another part of a name in each language, by what else there is. */
const PARTS: Record<string, { beside: Target; target: Target }> = {
  name: { beside: 'first_name', target: 'last_name' },
  nom: { beside: 'first_name', target: 'last_name' },
  nombre: { beside: 'last_name', target: 'first_name' },
  nome: { beside: 'last_name', target: 'first_name' },
};
const LAST_RANK = 1_000;
/** A file of LinkedIn's own has profiles in a column of this name. */
const OF_LINKEDIN = ['url', 'position', 'connected on'];

/** A name of a column without accents, signs and capitals: "# Employees" is "employees", "firstName" "first name". */
export function nameKey(name: string): string {
  return name
    .slice(0, 200)
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\p{M}/gu, '')
    .replace(/(?:__c\b|[^\p{L}\p{N}])+/gu, ' ')
    .trim();
}

/** The fields that columns with these names are, by their places; `undefined` where nobody knows. */
export function guessTargets(names: readonly string[]): (Guess | undefined)[] {
  const keys = names.map(nameKey);
  const isOfLinkedIn = OF_LINKEDIN.every((key) => keys.includes(key));
  const guesses = keys.map((key): Guess | undefined =>
    isOfLinkedIn && key === 'url' ? { target: 'contact_linkedin_url', rank: 0 } : KNOWN.get(key),
  );
  const found = new Set(guesses.map((guess) => guess?.target));
  return guesses.map((guess, index) => guess ?? guessName(keys[index] ?? '', found));
}

function guessName(key: string, found: ReadonlySet<Target | undefined>): Guess | undefined {
  const part = PARTS[key];
  if (part === undefined) return undefined;
  const isPart = found.has(part.beside) && !found.has(part.target);
  const whole = found.has('company_name') ? 'contact_name' : 'company_name';
  return { target: isPart ? part.target : whole, rank: LAST_RANK };
}
