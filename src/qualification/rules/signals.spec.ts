import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { findInLead, findSignals } from './signals.js';

const find = (notes: string) => findSignals(notes, DEFAULT_SCORING_PROFILE);

describe('findSignals', () => {
  it.each<[string, string[]]>([
    ['Asked for a DEMO and pricing', ['demo', 'pricing']],
    ['two demos, they evaluated us, prices please', ['demo', 'evaluating', 'pricing']],
    ['wants to start THIS  QUARTER!', ['this quarter']],
    ['We are expanding and hired ten people', ['expanding', 'hiring']],
    ['not only a demo, no later than this quarter', ['demo', 'this quarter']],
    ['not hiring but expanding', ['expanding']],
    ['not hiring and evaluating', ['evaluating']],
    ['No. Demo on Monday', ['demo']],
    ['No demo now. Demo in June', ['demo']],
    ['democracy, budgetary, this year; quarter', []],
    ['', []],
  ])('%j shows %j', (notes, signals) => {
    expect(find(notes)).toMatchObject({ signals, disqualifiers: [] });
  });

  it.each([
    ['no demo wanted', 'demo'],
    ['They are not hiring.', 'hiring'],
    ["they aren't currently evaluating", 'evaluating'],
    ['without budget', 'budget'],
    ['no demo or pricing', 'pricing'],
    ['hiring freeze', 'hiring'],
    ['budget was not approved', 'budget'],
    ['Budget: none', 'budget'],
  ])('%j denies it', (notes, signal) => {
    const { signals, denied } = find(notes);
    expect(denied).toContain(signal);
    expect(signals).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['Student', ['student']],
    ['works for our competitors', ['competitor']],
    ['has no budget, is not interested', ['no budget', 'not interested']],
    ['not a competitor but a student', ['student']],
    ['UNSUBSCRIBE me', ['unsubscribe']],
    ['not a competitor', []],
    ["isn't a student", []],
    ['Competitor: no', []],
    ['Is there any doubt? No. Budget is set', []],
  ])('%j is disqualified by %j', (notes, disqualifiers) => {
    expect(find(notes).disqualifiers).toEqual(disqualifiers);
  });

  it.each<[string, string[], string[]]>([
    ['Budget: none so far', [], []],
    ['Budget: no issue', ['budget'], []],
    ['zero budget', [], ['no budget']],
    ['the number was wrong', [], ['wrong number']],
    ['Lead type: Student', [], ['student']],
    ['do_not_call', [], ['do not call']],
    ['asked to be taken off the list', [], ['unsubscribe']],
    ['stop emailing me', [], ['unsubscribe']],
    ['Never call again', [], ['do not call']],
    ['do not call him', [], ['do not call']],
    ['do not call him on Friday, prefers e-mail', [], []],
    ['RFP was awarded to a competitor', ['RFP'], []],
    ['gave the order to our competitor', [], []],
    ['hosts student events', [], []],
    ['PhD student supervisor, buys licences', [], []],
    ['goes to student events', [], []],
    ['student at events', [], ['student']],
    ['expired trial', [], []],
    ['Demo-Termin nicht wahrgenommen', [], []],
    ['Demo-Termin am Montag', ['demo'], []],
    ['Pilotprojekt startet, end of Q2', ['this quarter', 'trial'], []],
    ['Competitor is Salesforce', [], []],
    ['no longer interested', [], ['not interested']],
    ['expansion plans cancelled', [], []],
    ['raised their prices', [], []],
    ['non ha budget', [], ['no budget']],
    ['please unsubscribe', [], ['unsubscribe']],
    ['do not call', [], ['do not call']],
    ['Do not call!', [], ['do not call']],
    ["Don't call this person", [], ['do not call']],
    ['wrong number', [], ['wrong number']],
    ['spam', [], ['spam']],
    ['test lead', [], ['test lead']],
    ["He's a student", [], ['student']],
    ['student at TU Munich', [], ['student']],
    ['no budget problem', ['budget'], []],
    ['no budget issue', ['budget'], []],
    ['no budget constraints', ['budget'], []],
    ['budget is not a problem', ['budget'], []],
    ["budget isn't an issue", ['budget'], []],
    ['no problem with budget', ['budget'], []],
    ['no budget until Q3, wants a demo now', ['demo'], []],
    ['no budget yet', [], []],
    ['No budget for now', [], []],
    ['currently no budget', [], []],
    ['uses a competitor, contract ends in March', [], []],
    ['Using competitor today, unhappy', [], []],
    ['switching from competitor', [], []],
    ['moving away from a competitor', [], []],
    ['unhappy with their current competitor', [], []],
    ['former student, now CFO', [], []],
    ['ex-student', [], []],
    ['student housing company', [], []],
    ['They build student loan software', [], []],
    ['sells to students', [], []],
    ['500 students', [], []],
    ['unsubscribed in 2019, came back via webinar', [], []],
    ['not interested in competitor offers', [], []],
    ['not interested in our product', [], ['not interested']],
    ['Not interested at all', [], ['not interested']],
    ['kein Budget', [], ['no budget']],
    ['pas de budget', [], ['no budget']],
    ['sin presupuesto', [], ['no budget']],
    ['Budget: 0', [], []],
    ['Budget: n/a', [], []],
    ['Budget: none', [], []],
    ['Budget: N/A, call later', [], []],
    ['Budget: €0', [], []],
    ['Budget: $50k', ['budget'], []],
    ['Budget: 50,000 EUR', ['budget'], []],
    ['Budget: yes', ['budget'], []],
    ['budget was cut', [], []],
    ['budget has been cut', [], []],
    ['Their budget got slashed', [], []],
    ['declined demo', [], []],
    ['declined the second demo', [], []],
    ['cancelled the demo', [], []],
    ['demo cancelled', [], []],
    ['demo no-show', [], []],
    ['no-show for demo', [], []],
    ["didn't show up for the demo", [], []],
    ['lost to Salesforce', [], []],
    ['price is too high', [], []],
    ['pricing too expensive', [], []],
    ['hiring manager', [], []],
    ['Spoke to the hiring manager about pricing', ['pricing'], []],
    ['stopped hiring', [], []],
    ['hiring freeze', [], []],
    ['issued an RFP', ['RFP'], []],
    ['sent us an RFP last week', ['RFP'], []],
    ['asked for a quote', ['quote'], []],
    ['requested a quotation', ['pricing'], []],
    ['started a trial', ['trial'], []],
    ['free trial user', ['trial'], []],
    ['running a POC', ['proof of concept'], []],
    ['wants a proof of concept', ['proof of concept'], []],
    ['ready to buy', ['ready to buy'], []],
    ['they raised $20M', ['funding'], []],
    ['Raised a $5 million Series A', ['funding'], []],
    ['raised concerns about security', [], []],
    ['raised 3 issues', [], []],
    ['expansion into APAC', ['expanding'], []],
    ['planning expansion', ['expanding'], []],
    ['next quarter', ['next quarter'], []],
    ['wants to start in Q4', ['this quarter'], []],
    ['met at SaaStr, left voicemail', [], []],
    ['clinical trial company', [], []],
    ['wrong number of seats on the order', [], []],
    ['do not call before 10am', [], []],
    ['spam filter vendor', [], []],
    ['our mail landed in spam', [], []],
    ['QA test lead at Bosch', [], []],
    ['the unsubscribe link is broken', [], []],
    ['not a student', [], []],
    ['no longer a student', [], []],
    ['was a student', [], []],
    ['works for a competitor', [], ['competitor']],
    ['Known competitor', [], ['competitor']],
    ['Competitor', [], ['competitor']],
    ['is a competitor of ours', [], ['competitor']],
    ['direct competitor', [], ['competitor']],
    ['competitor analysis tool', [], []],
    ['compared us with a competitor', [], []],
    ['their competitor uses us', [], []],
    ['lost the deal to a competitor', [], []],
    ['her son is a student', [], []],
    ['not only a demo', ['demo'], []],
    ['non-profit, wants demo', ['demo'], []],
    ['non-profit demo', ['demo'], []],
    ['SEM budget approved', ['budget'], []],
    ['nicht nur eine Demo', ['demo'], []],
    ['keine Demo gewünscht', [], []],
    ['möchte eine Demo, Budget vorhanden', ['demo', 'budget'], []],
    ['Budget nicht vorhanden', [], []],
    ['Budget wurde gestrichen', [], []],
    ['intéressé par une démo', ['demo'], []],
    ['pas intéressé', [], ['not interested']],
    ['no tiene presupuesto', [], ['no budget']],
    ['no interesado', [], ['not interested']],
    ['quiere una demo', ['demo'], []],
    ['não tem interesse', [], ['not interested']],
    ['sem orçamento', [], ['no budget']],
    ['non interessato', [], ['not interested']],
    ['geen budget', [], ['no budget']],
    ['geen interesse', [], ['not interested']],
    ['ej intresserad', [], ['not interested']],
    ['no demo wanted', [], []],
    ['We want a demo, not a call', ['demo'], []],
    ['does not want a demo', [], []],
    ['did not answer and wants a demo', ['demo'], []],
    ['Not sure about the budget', [], []],
    ['no questions about pricing', ['pricing'], []],
    ['instead of a demo', [], []],
    ['out of budget', [], []],
    ['over budget', [], []],
    ['no response since the demo', ['demo'], []],
    ['stock price fell', [], []],
    ['interested, not now', [], []],
    ['not interested right now', [], []],
    ['not interested yet', [], []],
    ['has no budget', [], ['no budget']],
    ['they have no budget, is not interested', [], ['no budget', 'not interested']],
    ['not a fit; student', [], ['student']],
    ['student, needs it for a thesis', [], ['student']],
    ['Opted out of emails', [], ['unsubscribe']],
    ['please remove me from your list', [], ['unsubscribe']],
    ['demo is scheduled for Monday', ['demo'], []],
    ['Demo scheduled, no objections', ['demo'], []],
    ['No demo needed, ready to sign', ['ready to buy'], []],
    ['budget not confirmed', [], []],
    ['budget is confirmed', ['budget'], []],
    ['no budget concerns, wants pricing', ['budget', 'pricing'], []],
    ['pricing is not an issue', ['pricing'], []],
    ['price is not a problem', ['pricing'], []],
    ['never had a budget', [], []],
    ['without budget', [], []],
    ['hiring is on hold', [], []],
    ['expanding is not planned', [], []],
    ['evaluating competitors', ['evaluating'], []],
    ['looking at a competitor', [], []],
    ['competitor to watch out for', [], ['competitor']],
    ['not a competitor but a student', [], ['student']],
    ['Asked us for pricing and a quote by Friday', ['pricing', 'quote'], []],
    ['evaluates three tools', ['evaluating'], []],
    ['They will evaluate in the new year', ['evaluating'], []],
    ['Looking for demo next week', ['demo'], []],
    ["can't do a demo", [], []],
    ["won't need a demo", [], []],
    ['The demo did not happen', [], []],
    ['demo never took place', [], []],
    ['they passed on the demo', [], []],
    ['turned down our demo', [], []],
    ['budget exhausted', [], []],
    ['budget frozen until January', [], []],
    ['budget on hold', [], []],
    ['hiring paused', [], []],
    ['They are no longer hiring', [], []],
    ['funding fell through', [], []],
    ['lost their funding', [], []],
    ['Budget - none', [], []],
    ['Budget = 0', [], []],
    ['Budget: no', [], []],
    ['Budget: unknown', [], []],
    ['Budget: none yet', [], []],
    ['no money this year', [], []],
    ['no budget this year', [], []],
    ['he used to be a competitor', [], []],
    ['previously worked for a competitor', [], []],
    ['formerly a competitor', [], []],
    ['was at a competitor before', [], []],
    ['Not a student anymore', [], []],
    ['student discount requested', [], []],
    ['graduate student', [], ['student']],
    ['PhD student, working on thesis', [], ['student']],
    ['works with students', [], []],
    ['Interested, wants to buy', ['ready to buy'], []],
    ['Wants to see a demo before buying', ['demo'], []],
    ['Pricing request via website', ['pricing'], []],
    ['Not ready to buy', [], []],
    ['not hiring', [], []],
    ['We closed our seed round', ['funding'], []],
    ['secured €12m', ['funding'], []],
    ['raised USD 20 million', ['funding'], []],
    ['raised 20 million dollars', ['funding'], []],
    ['Raised 20M in Series B', ['funding'], []],
    ['price is right', ['pricing'], []],
    ['no pricing issues', ['pricing'], []],
    ["pricing isn't a problem at all", ['pricing'], []],
    ["We don't see a problem with the budget", ['budget'], []],
    ['There is no issue with budget', ['budget'], []],
    ['Budget sign-off is not a concern', ['budget'], []],
    ['no interest in a demo', [], ['not interested']],
    ['replaced competitor last year', [], []],
    ['came from a competitor', [], []],
    ['signed with a competitor', [], []],
    ['contract with competitor runs out in May', [], []],
    ['Contact is employed by a competitor', [], []],
    ['no call back, no demo', [], []],
    ['asked not to be called', [], []],
    ['said do not call again', [], ['do not call']],
    ['add to do-not-call list', [], ['do not call']],
    ['number is wrong', [], ['wrong number']],
    ['wrong number, ask reception', [], ['wrong number']],
    ['opted out', [], ['unsubscribe']],
    ['unsubscribed', [], ['unsubscribe']],
    ['unsubscribe rate is high', [], []],
    ['lead is spam', [], ['spam']],
    ['spammer', [], []],
    ['this is a test lead, ignore', [], ['test lead']],
    ['She is not a competitor', [], []],
    ['Evaluation postponed', [], []],
    ['evaluation ended', [], []],
    ['Trial expired', [], []],
    ['trial cancelled', [], []],
    ['clinical trials', [], []],
    ['the POC is Jane', [], []],
    ['POC: Jane Doe', [], []],
    ['Hiring manager: Tom', [], []],
    ['kein Interesse', [], ['not interested']],
    ['nicht interessiert', [], ['not interested']],
    ['kein Budgetproblem', [], []],
    ['kein Problem mit dem Budget', ['budget'], []],
    ['pas de problème de budget', ['budget'], []],
    ['Budget ist kein Problem', ['budget'], []],
    ['noch kein Budget', [], []],
    ['pas encore de budget', [], []],
    ['no hay presupuesto', [], ['no budget']],
    ['aún no hay presupuesto', [], []],
    ['nessun budget', [], ['no budget']],
    ['bitte nicht anrufen', [], ['do not call']],
    ['falsche Nummer', [], ['wrong number']],
    ['Rückruf im Mai, Demo gewünscht', ['demo'], []],
    ['demo im Mai', ['demo'], []],
    ['ehemaliger Student', [], []],
    ['ancien étudiant', [], []],
    ['Dean of students', [], []],
  ])('%j shows %j and is disqualified by %j', (notes, signals, disqualifiers) => {
    const found = find(notes);
    expect([...found.signals].sort()).toEqual([...signals].sort());
    expect(found.disqualifiers).toEqual(disqualifiers);
  });

  it("knows the profile's own denials", () => {
    const profile = { ...DEFAULT_SCORING_PROFILE, negations: ['parked'] };
    expect(findSignals('parked the demo', profile)).toMatchObject({ signals: [], denied: ['demo'] });
    expect(find('parked the demo').signals).toEqual(['demo']);
  });

  it('does not take the end of a disqualifier for a signal', () => {
    const profile = { buyingSignals: ['budget', 'freeze'], disqualifiers: ['budget freeze'], negations: [] };
    expect(findSignals('Budget freeze', profile)).toEqual({
      signals: [],
      denied: [],
      disqualifiers: ['budget freeze'],
    });
    expect(findSignals('Budget freeze? Budget!', profile).signals).toEqual(['budget']);
  });

  it('finds nothing if the profile names nothing', () => {
    const profile = { buyingSignals: [], disqualifiers: ['', '!!'], negations: [] };
    expect(findSignals('demo', profile)).toEqual({ signals: [], denied: [], disqualifiers: [] });
  });

  it('reads hostile notes to their end', () => {
    for (const filler of [
      'no ',
      'this ',
      'a.',
      '\n',
      "'",
      '𝕏',
      'a'.repeat(50),
      '\u0301',
      '( ',
      'demo',
      '<a ',
      '&#',
      '<',
    ]) {
      expect(find(`${filler.repeat(20_000)}. the budget`).signals).toEqual(['budget']);
    }
  });

  it('names only what the profile names, and each once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('no', 'not', 'demo', 'budget', 'student', 'and', '.', 'x')), (words) => {
        const { signals, denied, disqualifiers } = find(words.join(' '));
        const names = [...signals, ...denied, ...disqualifiers];
        expect(new Set(names).size).toBe(names.length);
        expect([...DEFAULT_SCORING_PROFILE.buyingSignals, ...DEFAULT_SCORING_PROFILE.disqualifiers]).toEqual(
          expect.arrayContaining(names),
        );
      }),
    );
  });
});

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
  ])('takes no need for no interest in each of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.join() !== 'not interested')).toEqual([]);
  });

  it.each([
    'kein Bedarf bis Q3; no need until Q3; noch kein Bedarf; no need yet; kein Bedarf in diesem Jahr; pas encore de besoin',
    'no need to call back; No need for a demo, ready to sign; no need to discuss budget; kein Bedarf zu telefonieren',
    "pas besoin d'une démo; aucun besoin de rappeler; sin necesidad de llamar; senza bisogno di demo; geen behoefte om te bellen",
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
  ])('takes a preference for a channel for no refusal in each of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.length > 0)).toEqual([]);
  });

  it.each([
    "do not contact; don't call us again; do not contact, email only; do not call or email; do not call, do not write; don't call, don't email",
    'do not call, email bounced; Do not call! Wrote an angry email; do not call, no email either; do not call, never write; nicht anrufen, nicht schreiben',
    'do not call, text, or email; do not call, email or text; do not call or email please; do not call. Wrong email. Please remove',
    'do not call; no emails only calls to reception, do not call; nicht anrufen, keine E-Mail; bitte nicht kontaktieren, lieber nicht per Mail',
    'do not call. Not interested, was contacted by email; do not call, email preferred. Do not contact again!',
  ])('takes a refusal for one in each of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.length === 0)).toEqual([]);
  });

  it.each([
    'Demo? No.; demo cancelada; demo annullata; bailed on demo; Demo nicht gewünscht; Demo fand nicht statt; demo adiada',
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
    ['pricing', 'fragt nach Preisen; Preisanfrage'],
  ])('finds %s in each of: %s', (signal, texts) => {
    expect(all(texts).filter((text) => !find(text).signals.includes(signal))).toEqual([]);
  });
});
