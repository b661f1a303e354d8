import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { findInLead, findSignals } from './signals.js';

const find = (notes: string) => findSignals(notes, DEFAULT_SCORING_PROFILE);

describe('findInLead', () => {
  const titled = (contactTitle: string | null, notes: string | null = null) =>
    findInLead({ contactTitle, notes }, DEFAULT_SCORING_PROFILE).disqualifiers;

  it('takes a title for a state of the person', () => {
    expect(['Student', 'MBA student', 'PhD Student'].map((title) => titled(title))).toEqual([
      ['student'],
      ['student'],
      ['student'],
    ]);
    expect(
      [
        'Director, Student Services',
        'Student Recruitment Manager',
        'Former student',
        'Dean of Students',
        'n/a',
      ].flatMap((title) => titled(title)),
    ).toEqual([]);
  });

  it('names a disqualifier once, wherever it stands', () => {
    expect(titled('Student', 'a student; unsubscribe')).toEqual(['student', 'unsubscribe']);
  });

  const all = (texts: string) => texts.split('; ');

  it.each([
    "does not have a budget; don't have any budget; não tem verba; non ha budget; No budget for this",
    'ne plus rappeler; não entrar em contato; nicht mehr anrufen; niet meer bellen; non contattare',
    'nessun interesse; is een concurrent? ja, werkt voor onze concurrent; c’est un concurrent; es competidora',
    'arbeitet beim Wettbewerber; Studentin der BWL; é estudante',
    'bitte aus dem Verteiler nehmen; bitte keine weiteren Mails; does not want to be contacted; no desea ser contactado; não deseja contato',
    'ne souhaite pas être contactée; asked for a quote in May, was not interested in June; <div>kein&nbsp;Budget</div>; no <b>budget</b>',
    '<p>no&#160;budget</p>; He isn&#39;t interested; n&#x27;est pas int&eacute;ress&eacute;e; Kein <i class="x">Budget</i>',
    'Called him, he was not interested; they were not interested; war nicht interessiert; no estaba interesado; hatte kein Budget',
    'was a test lead; it was spam; was unsubscribed; wrong number, need the new one; wrong no.; niente budget; no budget left',
    'möchte keine Werbung mehr; Abmeldung vom Newsletter; GDPR erasure requested; please delete my data; dar de baja de la lista',
  ])('is disqualified by each of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.length === 0)).toEqual([]);
  });

  it.each([
    'wechselt vom Wettbewerber; nutzt Wettbewerber, Vertrag läuft aus; usa un competidor; contrat avec un concurrent; 500 concurrent users',
    'contrato com concorrente; contratto con un concorrente; contract met een concurrent; demoed a competitor; competitor just raised prices',
    "we don't have the budget for this until Q3; sem orçamento até março; ainda sem orçamento; momenteel geen budget; nog geen budget",
    'war mal Student; résidence étudiante; alojamiento para estudiantes; software for universities and their students; not only students',
    'nicht anrufen vor 10 Uhr; ne pas appeler avant midi; SEM agency, budget approved',
    'He was not interested in May, in June he asked for a quote; war nicht interessiert, jetzt Angebot angefragt',
    'war Student, jetzt CTO; waren Wettbewerber; era estudiante, ahora CEO; they had no budget last year, now approved; damals kein Budget',
    'not interested at first, now wants a demo; initially not interested; anfangs nicht interessiert; previously not interested',
    'wrong number in CRM, corrected now; had a wrong number, new one is +49 30 12345; falsche Nummer, neue Nummer ist 030 12345',
    'unsubscribed by mistake, wants back on the list; accidentally unsubscribed; test lead time of 3 days is fine',
  ])('is disqualified by none of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.length > 0)).toEqual([]);
  });

  it.each([
    'kein Bedarf; aktuell kein Bedarf; Derzeit kein Bedarf.; hat keinen Bedarf; kein Bedarf momentan; es besteht kein Bedarf; Im Moment kein Bedarf',
    'no need; no need at the moment; Currently no need; there is no need right now; no current need; have no need for our product',
    'pas de besoin; pas de besoin actuellement; aucun besoin pour le moment; sin necesidad; por ahora sin necesidad; no tienen necesidad',
    'nessun bisogno; al momento nessun bisogno; geen behoefte; momenteel geen behoefte; sem necessidade; sem necessidade no momento',
    'brak potrzeb; obecnie brak potrzeb; Brak potrzeby; inget behov; нет потребности; ihtiyaç yok; kein Bedarf an Support',
    "we don't need it; doesn't need our product; do not need this; brauchen wir nicht; n'a pas besoin de nos services; no lo necesitan",
    'no necesitan nuestro producto; nao precisam do nosso produto; non hanno bisogno dei nostri servizi; heeft het niet nodig; нам это не нужно',
    'Kein Bedarf, wir haben schon ein CRM; kein Bedarf an unserer Lösung; sehen keinen Bedarf; they see no need',
  ])('takes no need for no interest in each of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.join() !== 'not interested')).toEqual([]);
  });

  it.each([
    'kein Bedarf bis Q3; no need until Q3; noch kein Bedarf; no need yet; kein Bedarf in diesem Jahr; pas encore de besoin',
    'no need to call back; No need for a demo, ready to sign; no need to discuss budget; kein Bedarf zu telefonieren',
    "pas besoin d'une démo; aucun besoin de rappeler; sin necesidad de llamar; senza bisogno di demo; geen behoefte om te bellen",
    'hatten keinen Bedarf; Hatten letztes Jahr keinen Bedarf; they had no need; had no need then; no tenían necesidad el año pasado; hadden geen behoefte',
    "n'avaient pas besoin, maintenant si; no need to wait; no need to chase, contract is signed; don't need a demo; don't need more time",
    'kein Bedarf an Schulung nötig, sie kaufen; Kein Bedarf an weiteren Gesprächen, sie kaufen; geen behoefte aan training; brak potrzeby szkolenia',
    'sem necessidade de ligar; aktuell kein Bedarf, jetzt doch; urgent need; akuter Bedarf; besoin urgent; no need for alternatives',
  ])('takes none of these for no interest: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.length > 0)).toEqual([]);
  });

  it.each([
    "please don't call, email preferred; don't call, write; do not call — email only; Do not call. Prefers e-mail; don't call, just email me",
    "Prefers email, please don't call; do not call but email instead; don't call me, I prefer WhatsApp; never call, only by mail; do not call, text",
    'bitte nicht anrufen, lieber E-Mail; nicht anrufen, bitte schreiben; Bitte nicht anrufen - nur per Mail; keine Anrufe, E-Mail bevorzugt',
    'ne pas appeler, plutôt par mail; no llamar, mejor por correo; não ligar, prefere e-mail; non chiamare, meglio via mail; niet bellen, liever mailen',
    'nie dzwonić, lepiej mail; не звонить, лучше писать; ring inte, hellre mejl; do not call, email is fine; niet bellen, mail aub',
    'DNC, prefers email; DNC - prefers email; DNC (email ok); DNC but email is fine; on DNC list, email OK; Do-not-call, happy to get e-mails',
    'no more calls, email is welcome; nicht anrufen, E-Mail erlaubt; DNC. E-mail preferred',
  ])('takes a preference for a channel for no refusal in each of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.length > 0)).toEqual([]);
  });

  it.each([
    "do not contact; don't call us again; do not contact, email only; do not call or email; do not call, do not write; don't call, don't email",
    'do not call, email bounced; Do not call! Wrote an angry email; do not call, no email either; do not call, never write; nicht anrufen, nicht schreiben',
    'do not call, text, or email; do not call, email or text; do not call or email please; do not call. Wrong email. Please remove',
    'do not call; no emails only calls to reception, do not call; nicht anrufen, keine E-Mail; bitte nicht kontaktieren, lieber nicht per Mail',
    'do not call. Not interested, was contacted by email; do not call, email preferred. Do not contact again!',
    'DNC; DNC list; DNC, email bounced; on the DNC list, no emails either; DNC, also no e-mail; DNC and unsubscribed from email',
  ])('takes a refusal for one in each of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.length === 0)).toEqual([]);
  });

  it.each([
    'Demo? No.; demo cancelada; demo annullata; bailed on demo; Demo nicht gewünscht; Demo fand nicht statt; demo adiada',
    "Budget cycle starts in July; budget is zero; il budget non è stato approvato; el presupuesto no está aprobado; le budget n'est pas validé",
    'Budget vorhanden: nein; Budget approved: no; Demo wanted? No; demo scheduled yet: no',
    'Budget: -; budget tagliato; budget geschrapt; budget has run out; budget pulled; budget pas validé; Budget nicht da; Budget analyst role',
    'tarifs trop chers; precio muy alto; preços muito altos; complained about pricing; pricing is a dealbreaker; pricing analyst',
    'Budget ❌; Demo: ❌; {"budget":null}; niente demo; non vuole niente demo; trial lapsed; far from ready to buy; ne recrute pas; sem cotação; pulled out of the demo',
  ])('finds no buying signal in any of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).signals.length > 0)).toEqual([]);
  });

  it.each([
    ['demo', "don't forget the demo; Demo? Yes; Demo: wanted - budget unclear; SEM agency wants a demo"],
    ['this quarter', 'fecham neste trimestre; ainda nesse trimestre'],
    [
      'demo',
      '<p>Wants a <b>demo</b></p>; <p>No answer</p><p>Demo on Monday</p>; <ul><li>Demo</li></ul>; Demo&nbsp;&amp;&nbsp;more; AT&T wants a demo; a < b, demo',
    ],
    ['quote', 'prosi o ofertę; proszą o ofertę do piątku'],
    ['trial', 'Probezugang erbeten'],
    ['budget', 'Budget nicht das Problem; Budget - 20k; SEM budget approved'],
    ['pricing', "fragt nach Preisen; Preisanfrage; can't complain about the pricing"],
    ['expanding', 'eröffnen neuen Standort in Wien; ouvrent de nouveaux bureaux; nuova sede a Milano'],
    ['hiring', 'stellen gerade ein; vacatures open; postes ouverts'],
    ['ready to buy', 'möchte kaufen; veut acheter; quiere comprar; vuole acquistare; quer comprar; wil bestellen'],
    ['evaluating', 'vergleicht Anbieter; compare plusieurs solutions'],
    ['trial', 'essai en cours'],
  ])('finds %s in each of: %s', (signal, texts) => {
    expect(all(texts).filter((text) => !find(text).signals.includes(signal))).toEqual([]);
  });
});
