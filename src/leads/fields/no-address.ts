/** What people write into a field for an address that they have none for, one line a language; elsewhere it may say something. */
const WORDS = new Set(
  `
  no, none yet, not yet, no yet, nothing, coming soon, soon, under construction, in progress, in development, work in progress, on request,
  not shared, not public, declined, refused, ask, will follow, later, private, invalid, invalid email, invalid number, bounced, deleted,
  no website yet, no site, no site yet, does not have one, doesnt have one, has none, see website, see notes, see above, same as above
  nein, noch keine, noch keiner, noch nicht, hat keine, hat keinen, in arbeit, im aufbau, in bearbeitung, in vorbereitung, demnachst, auf anfrage, siehe website,
  siehe webseite, siehe notiz, siehe oben, gibt es nicht, ungultig, privat
  non, pas encore, en construction, en cours, en cours de construction, bientot, a venir, sur demande, voir site, pas de site internet
  en construccion, en proceso, en desarrollo, proximamente, aun no, todavia no, no tiene, no hay, bajo pedido, ver web
  nao, nao tem, nao possui, ainda nao, em construcao, em desenvolvimento, em breve, sob consulta
  in costruzione, in allestimento, non ancora, non presente, prossimamente, su richiesta, non ha
  nee, nog niet, in aanbouw, in ontwikkeling, op aanvraag, binnenkort, heeft geen
  nej, nei, under uppbyggnad, under opbygning, kommer snart, pa begaran, har ingen
  w budowie, w przygotowaniu, nie ma, nie posiada, ve vystavbe, nema, keszul, in constructie, nu are
  в разработке, на реконструкции, скоро, нету, не имеет, по запросу, yapim asamasinda, hazirlaniyor, yakinda
  準備中, 工事中, 作成中, 建设中, 建設中, 暂未开通, 준비중, 준비 중, قيد الإنشاء, בבנייה
  `
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== ''),
);
const MARKS = /[\u0300-\u036f]/g;
const EDGES = /^[\p{P}\s]+|[\p{P}\s]+$/gu;
/** One digit, or one over and over. */
const NO_DIGITS = /^-?(\d)\1*$/;
/** So many equal digits may be a short number. */
const MOST_EQUAL = 6;
const LONGEST = 40;

/** Whether the text of an address field says that there is none: "no", "coming soon", "0", "0000000". */
export function isNoAddress(text: string): boolean {
  if (text.length > LONGEST) return false;
  const digits = NO_DIGITS.exec(text);
  if (digits !== null) return digits[1] === '0' || text === '-1' || text.length > MOST_EQUAL;
  if (/\d/.test(text)) return false;
  const folded = text.normalize('NFKD').toLowerCase().replace(MARKS, '').replace(/['’]/g, '').replaceAll('ı', 'i');
  return WORDS.has(folded.normalize('NFKC').replace(EDGES, ''));
}
