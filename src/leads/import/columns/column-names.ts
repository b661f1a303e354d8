import type { Target } from './targets.js';

/**
 * What systems call a field, in English, German, French, Spanish and Portuguese; the names that are most certain come first,
 * and of several columns the earlier name wins where it is filled. Written as `nameKey` gives them; what stands around them, such as
 * "Contact: ... (Work)", need not be here.
 */
export const COLUMN_NAMES: Record<Target, string> = {
  company_name: `
    company name, company, company account, account name, organization name, organisation name, organization, organisation,
    account, employer, business name, business, associated company, primary company, lead company, current company, company name for emails
    firma, firmenname, unternehmen, unternehmensname, name des unternehmens, name der firma, kunde, kundenname, betrieb
    entreprise, nom de l entreprise, nom entreprise, societe, nom de la societe, nom societe, raison sociale, compte, nom du compte
    empresa, nombre de la empresa, nombre empresa, compania, nombre de la compania, organizacion, razon social, cuenta, nombre de cuenta
    nome da empresa, nome empresa, companhia, organizacao, razao social, conta, nome da conta, nome da organizacao
    organisation nom, organizacion nombre, organizacao nome, org, org name, legal name, trading name, employer name, firmenbezeichnung, kunde firma, name der organisation
    nom de l organisation, denomination, denomination sociale, enseigne, nombre de la organizacion, nombre comercial, nome fantasia,
    companies, accounts, accounts name, organizations, organisations, employment name, person organization, person organisation, person company,
    lead organization, lead organisation, contact organization, contact organisation, contact company`,
  company_website: `
    company website, website, website url, company domain name, company domain, domain, domain name, web site, homepage, web, site,
    company url, web address, organization website, organization url, account website, url
    webseite, webauftritt, internetseite, internetadresse, homepage url, domain name des unternehmens, unternehmensdomain, firmenwebsite
    site web, site internet, domaine, nom de domaine, nom de domaine de l entreprise, adresse web
    sitio web, pagina web, dominio, nombre de dominio, nombre de dominio de la empresa, url del sitio web
    pagina, nome de dominio, nome de dominio da empresa, url do site, website da empresa
    web page, www, internet, web adresse, url der website, website des unternehmens, url du site web, url du site, web de la empresa, site da empresa`,
  company_size: `
    company size, employees, number of employees, no of employees, num employees, employee count, numberofemployees, employee range, employees range,
    headcount, company headcount, team size, staff, size, organization size, employees count, total employees
    mitarbeiter, mitarbeiterzahl, anzahl mitarbeiter, anzahl der mitarbeiter, unternehmensgrosse, firmengrosse, betriebsgrosse, beschaftigte, anzahl beschaftigte
    effectif, effectifs, nombre d employes, nombre de salaries, salaries, employes, taille de l entreprise, taille entreprise
    empleados, numero de empleados, n de empleados, n o de empleados, no de empleados, cantidad de empleados, tamano de la empresa, tamano empresa, plantilla
    funcionarios, numero de funcionarios, no de funcionarios, n de funcionarios, n o de funcionarios, quantidade de funcionarios, tamanho da empresa, porte,
    porte da empresa, colaboradores, numero de colaboradores
    employee size, employee size range, employee count range, size range, headcount range, staff count, staff size, estimated employees, workforce
    mitarbeiteranzahl, mitarbeitende, mitarbeitenden, anzahl der mitarbeitenden, ma, ma zahl, beschaftigtenzahl, unternehmensgrosse mitarbeiter, grosse
    nombre d employees, nombre de collaborateurs, nb employes, nb salaries, tranche d effectif, tranche d effectifs, taille, taille de la societe
    trabajadores, numero de trabajadores, tamano, tamano de la compania, rango de empleados, quantidade de colaboradores, faixa de funcionarios, tamanho,
    company metrics employees, company metrics employees range`,
  industry: `
    industry, company industry, industry sector, sector, vertical, branch, line of business, organization industry
    branche, industrie, wirtschaftszweig, industriezweig
    secteur, secteur d activite, activite, domaine d activite
    industria, sector de actividad, rubro, giro, actividad
    setor, segmento, ramo, ramo de atividade, setor de atividade
    industry group, industry vertical, industry type, wirtschaftsbranche, sparte, tatigkeitsbereich, secteurs d activite, secteur d activites, activites, branche d activite
    sector economico, sector empresarial, area de atuacao, segmento de mercado,
    industries, industry name, company category industry, branchen`,
  contact_name: `
    contact name, full name, contact, contact person, person name, personne nom, persona nombre, pessoa nome, contact full name, primary contact name, primary contact,
    person, prospect full name
    ansprechpartner, ansprechpartnerin, kontakt, kontaktperson, kontaktname, vollstandiger name, vor und nachname, name des kontakts
    nom du contact, nom contact, nom complet, interlocuteur, personne a contacter, nom prenom, nom et prenom, prenom nom
    contacto, nombre de contacto, nombre del contacto, persona de contacto, nombre completo, nombre y apellidos, nombre y apellido
    contato, nome do contato, nome de contato, nome do contacto, pessoa de contato, nome completo, nome contato
    decision maker, ansprechpartner name, name ansprechpartner, kontakt name, contact principal, contacto principal, contato principal, nome e sobrenome,
    invitee name, attendee name, registrant name, participant name, respondent name, subscriber name, guest name`,
  first_name: `
    first name, firstname, given name, forename, contact first name, person first name, first
    vorname
    prenom
    primer nombre, nombre de pila
    primeiro nome
    given names, christian name, fname, rufname, prenoms`,
  last_name: `
    last name, lastname, surname, family name, contact last name, person last name, last
    nachname, familienname, zuname
    nom de famille
    apellidos, apellido, apellido paterno
    sobrenome, apelido, ultimo nome
    lname, surnames, primer apellido, name nachname, nachname name, nom du contact famille`,
  name_infix: `
    name infix, infix, surname prefix, last name prefix, family name prefix, nobiliary particle, vorsatzwort, adelspradikat
    particule, particule nobiliaire, particule du nom`,
  second_last_name: `
    second last name, second surname, second family name, last name 2, surname 2, apellido 2, segundo apellido, apellido segundo,
    2 apellido, 2o apellido, apellido materno, segundo sobrenome, segundo apelido, sobrenome 2, apelido 2`,
  contact_email: `
    contact email, email, e mail, email address, e mail address, work email, business email, primary email, company email, person email,
    person email work, primary contact primary email, contact email address, corporate email, email 1, mail, person email home,
    person email other, primary contact email, personal email, secondary email, other email
    e mail adresse, email adresse, mailadresse, e mail geschaftlich, geschaftliche e mail
    adresse e mail, adresse email, courriel, adresse mail, e mail professionnel, email professionnel, adresse electronique
    correo, correo electronico, direccion de correo electronico, email de contacto, correo de trabajo, direccion de correo
    endereco de e mail, endereco de email, correio eletronico, e mail comercial, email do contato
    email addr, email id, mail id, mail adresse, adresse de messagerie, mel, correo e, direccion de email,
    emails, email addresses, e mails, e mail adressen`,
  contact_phone: `
    contact phone, phone, phone number, telephone, work phone, business phone, direct phone, work direct phone, primary phone, person phone,
    person phone work, primary contact primary phone, telephone number, first phone, phone 1, direct dial, primary contact phone, contact number,
    contact no, direct line, direct number, phones, phone numbers
    telefon, telefonnummer, tel, rufnummer, telefon geschaftlich, geschaftliche telefonnummer, festnetz, telefonnr, telefon nr, durchwahl, fon
    numero de telephone, telephone professionnel, telephone fixe
    telefono, numero de telefono, telefono de trabajo, telefono fijo
    telefone, numero de telefone, telefone comercial, fone
    mobile phone, mobile, mobile phone number, cell phone, cell, mobile number, person phone mobile, whatsapp, whatsapp number, gsm
    mobil, mobiltelefon, mobilnummer, handy, handynummer, mobiltelefonnummer, mobilfunk, mobilfunknummer, handynr
    portable, telephone portable, telephone mobile, numero de portable, tel mobile, tel portable
    movil, celular, telefono movil, numero de telefono movil, tel movil, tel celular
    telemovel, telefone celular, numero de celular
    person phone home, person phone other, other phone, corporate phone, company phone, home phone`,
  contact_title: `
    contact title, job title, title, position, role, contact job title, designation, job position, jobtitle, primary contact title,
    person job title, person title, job role, current title, current position
    jobtitel, berufsbezeichnung, funktion, stelle, stellenbezeichnung, rolle, beruf, titel
    fonction, poste, intitule du poste, intitule de poste, titre, titre du poste, role du contact
    cargo, puesto, puesto de trabajo, titulo, titulo del puesto
    funcao, titulo do cargo
    position title, occupation, profession, job, job function, function, jobbezeichnung, tatigkeit, position im unternehmen, stellung, poste occupe, intitule
    qualite, metier, posicion, rol, ocupacion, profesion, profissao, posicao,
    organization title, organisation title, company title, employment title`,
  contact_linkedin_url: `
    contact linkedin url, linkedin url, linkedin, linkedin profile, person linkedin url, linkedin profile url, linkedin bio, linkedin link,
    contact linkedin, linkedin contact profile url, linkedin member profile url, linkedin profil, profil linkedin, perfil de linkedin,
    perfil do linkedin, url de linkedin, url do linkedin, url linkedin
    linkedin profile link, default profile url, profile url, lien linkedin, enlace linkedin, link do linkedin, perfil linkedin,
    linkedin handle, linkedin member url, linkedin public profile url`,
  country: `
    country, country region, person country, contact country, mailing country, billing country, company country, organization country,
    country code, country territory
    land, land region, staat
    pays, pays region
    pais, pais region, pais regiao
    country name, country iso, iso country, landercode, landerkennzeichen, code pays, codigo de pais, codigo do pais`,
  source: `
    source, lead source, original source, original traffic source, utm source, source name, contact source, source of lead
    quelle, lead quelle, leadquelle, herkunft, lead herkunft, ursprungliche quelle
    source du lead, source du prospect, origine, source d origine, source de la piste
    fuente, origen, fuente del lead, fuente de posible cliente, origen del prospecto, origen del lead, fuente original
    fonte, origem, origem do lead, fonte do lead, fonte original
    acquisition channel, marketing channel, marketing source, channel, lead origin, lead channel, original source type, first source, how did you hear about us
    kontaktquelle, ursprung, kanal, akquisekanal, source d acquisition, canal d acquisition, canal, provenance, fuente de origen, canal de captacion, procedencia
    canal de origem, fonte de origem,
    origem da primeira conversao, origem da ultima conversao, where did you hear about us, how did you find us, how did you hear about our company, wie haben sie von uns erfahren,
    wie sind sie auf uns aufmerksam geworden, comment avez vous entendu parler de nous, comment nous avez vous connu, como nos conocio, como nos conociste, como nos conheceu`,
  notes: `
    notes, note, description, comments, comment, remarks, message, enquiry, inquiry, lead notes, additional notes, about
    notizen, notiz, bemerkung, bemerkungen, kommentar, kommentare, beschreibung, anmerkung, anmerkungen, nachricht
    remarques, remarque, commentaires, commentaire
    notas, nota, comentarios, comentario, descripcion, observaciones, mensaje
    observacoes, observacao, descricao, mensagem
    internal notes, sales notes, memo, freitext, interne notiz, interne notizen, zusatzinfo, zusatzinformationen, info, infos, note interne, notes internes
    observations, informations complementaires, additional information, additional info, notas internas, anotaciones, anotacoes, informacoes adicionais,
    details, background, background info, recent note, last note, hintergrund, how can we help, how can we help you, what are you looking for, anything else, anything else you d like us to know,
    anything else you would like us to know, tell us more, tell us about your project, ihre nachricht, votre message, su mensaje, sua mensagem`,
  external_id: `
    external id, record id, lead id, contact id, person id, crm id, customer id, apollo contact id, salesforce id, hubspot id, prospect id,
    record id contact, account id, uuid, id
    datensatz id, externe id, kundennummer, kunden id, kundennr, kunde nr, lead nr, kontakt id
    id de l enregistrement, id externe, identifiant, identifiant externe, numero client, id du prospect, id enregistrement
    id de registro, id externo, identificador, id del registro, numero de cliente, id de cliente
    id do registro, id do lead, numero do cliente, id do cliente
    guid, object id, unique id, row id, internal id, sfdc id, case safe id, hubspot contact id, customer number, client id, interne id, personen id, kontaktnummer, debitorennummer, kunden nummer, kd nr
    code client, codigo de cliente, codigo do cliente, id du contact, id de contacto, id do contato, reference client, client reference,
    copper id, zoominfo contact id, zoho id, pipedrive id, lead no, lead number, leadnummer, id lead, id du lead, id prospect, id cliente, id contacto, id contato, id contact,
    do not modify lead, do not modify contact, do not modify account, nicht andern lead, nicht andern kontakt, nicht andern firma, ne pas modifier prospect, ne pas modifier contact, no modificar cliente potencial,
    no modificar contacto, nao modificar cliente potencial, nao modificar contato`,
  additional_data: 'additional data',
  outcome: `
    outcome, deal outcome, lead outcome, opportunity outcome, won lost, deal status, deal stage, opportunity stage
    deal phase, dealphase, ergebnis des deals
    phase de la transaction, etape de la transaction, resultat de la transaction
    etapa del negocio, estado del negocio, resultado del negocio
    etapa do negocio, status do negocio, resultado do negocio
    deal result, win loss, closed won lost, opportunity status, sales stage, pipeline stage, verkaufschance status, dealstatus, abschlussstatus
    statut de l affaire, etape de l opportunite, statut de l opportunite, estado del trato, etapa de la oportunidad, status da oportunidade, etapa da oportunidade, etapa do funil`,
  outcome_at: `
    outcome at, outcome date, close date, closed date, date closed, closed at, won date, lost date, won time, lost time
    abschlussdatum, abgeschlossen am
    date de cloture, date de fermeture
    fecha de cierre
    data de fechamento
    closed time, closed on, closing date, actual close date, won at, lost at, won on, lost on, gewonnen am, verloren am`,
  outcome_value_usd: 'outcome value usd, outcome value, deal value usd, amount usd',
  outcome_reason: `
    outcome reason, lost reason, loss reason, closed lost reason, closed won reason, close reason, reason lost, won reason
    verlustgrund, grund fur verlust, abschlussgrund
    raison de la perte, motif de perte
    motivo de perdida, motivo de la perdida, razon de perdida
    motivo da perda, motivo de perda
    reason for loss, absagegrund, motif de la perte, raison de perte`,
};
