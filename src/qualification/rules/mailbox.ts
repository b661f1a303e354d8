/** Mailboxes of a role instead of a person, in several languages, without dots and dashes. */
const ROLES = new Set(
  (
    'info infos information informacion informazioni contact contacts contactus contato contacto kontakt contatti contatto hello hallo ' +
    'hola hi bonjour ciao office buero buro bureau oficina escritorio ufficio mail email post posta correo admin administrator administration ' +
    'administracion administracao amministrazione verwaltung support help helpdesk servicedesk service services kundenservice ' +
    'kundendienst serviceclient customerservice customercare customersupport care soporte suporte assistenza klantenservice sales salesteam ' +
    'vertrieb verkauf verkoop forsaljning ventas vendas vendite commercial comercial commerciale commerciaal marketing press presse ' +
    'prensa imprensa stampa media pr communications team jobs job careers career bewerbung recruiting recruitment recrutement rh rrhh hr ' +
    'people personal personnel billing invoice invoices rechnung rechnungen buchhaltung accounting accounts accountspayable ' +
    'accountsreceivable finance finanzen comptabilite compta facturacion contabilidad financeiro contabilidade fatture legal compliance ' +
    'privacy datenschutz dpo gdpr webmaster hostmaster postmaster abuse security root it itsupport tech technik ict noc sysadmin ' +
    'orders order bestellung bestellungen pedidos ordini purchasing procurement einkauf compras achats acquisti inkoop reception ' +
    'empfang recepcion accueil secretariat sekretariat secretaria segreteria secretary enquiries enquiry inquiries inquiry anfrage anfragen ' +
    'request requests feedback news newsletter events partner partners partnerships booking bookings reservations reservation reservas reserveringen ' +
    'shop store webshop web website general all everyone staff company empresa corporate export import logistics management direction ' +
    'direccion direcao direzione directie geschaeftsfuehrung gf zentrale main questions ask members membership donations editor redaktion ' +
    'redaction administratie facturation facturacao fakturering humanresources personalabteilung dispatch frontdesk mailbox inbox newbusiness atendimento ' +
    'atencionalcliente atencioncliente sac poststelle biuro bilgi satis iletisim muhasebe zakaz engineering dev developer developers operations ops estimating quote ' +
    'quotes warehouse lager disposition versand shipping accountsdept dept department redaction research demo test lead leads subscribe unsubscribe'
  ).split(' '),
);
/** Mail to these is not read. */
const UNREAD = new Set(
  'noreply donotreply dontreply nepasrepondre keineantwort noresponder naoresponda nichtantworten autoreply autoresponder mailerdaemon bounce bounces notifications notification alerts alert'.split(
    ' ',
  ),
);
/** These name no person, whatever follows them: "info-berlin". */
const NEVER_NAMES = new Set(
  'info infos kontakt contact contacto contato zentrale empfang vertrieb filiale frontdesk'.split(' '),
);
/** What follows a role in one mailbox: a country, a number, a short name of a place. */
const SHORT = 3;

export type MailboxKind = 'person' | 'role' | 'unread';

/**
 * Whose mailbox an address names before its @: "sales.emea@" and "info2@" are a role's, "noreply@" has no reader.
 * @param roles of the profile, besides the common ones
 */
export function mailboxKind(localPart: string, roles: readonly string[] = []): MailboxKind {
  const [untagged = ''] = localPart.toLowerCase().split('+');
  const parts = untagged.replace(/["']/g, '').split(/[._-]+/);
  const joined = parts.join('').replace(/\d+$/, '');
  if (UNREAD.has(joined) || /^(?:no|donot)reply/.test(joined)) return 'unread';
  const [first = '', ...rest] = parts;
  const isPlace = rest.every((part) => part.length <= SHORT || part === 'emea' || part === 'apac' || ROLES.has(part));
  const isRole =
    ROLES.has(joined) ||
    NEVER_NAMES.has(first) ||
    (isPlace && ROLES.has(first.replace(/\d+$/, ''))) ||
    roles.some((role) => role.toLowerCase() === untagged);
  return isRole ? 'role' : 'person';
}
