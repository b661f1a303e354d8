/**
 * The words around a phrase that decide what it says: denials, what makes them harmless, what takes a phrase back, what puts
 * it into the past or off until later. Lower case, without accents and apostrophes; en, de, fr, es, pt, it, nl, sv, pl, ru, tr,
 * ar, he.
 * A profile may add denials of its own.
 */

const list = (words: string) =>
  words
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .split(/,\s*/);

/** Deny what follows them, as far as `DENIAL_REACH` of `Denials` goes. */
export const DENIALS = new Set(
  list(
    'no, not, without, never, nor, neither, none, zero, cannot, cant, dont, doesnt, didnt, isnt, arent, wasnt, werent, wont, ' +
      'wouldnt, shouldnt, couldnt, hasnt, havent, hadnt, lack, lacks, lacking, lacked, nobody, noone, nothing, unable, unlikely, ' +
      'unwilling, hardly, barely, insufficient, ' +
      'kein, keine, keinen, keiner, keinem, keines, nicht, ohne, nie, niemals, weder, fehlt, fehlendes, ' +
      'pas, sans, aucun, aucune, jamais, ni, sin, nunca, ningun, ninguna, tampoco, nao, nenhum, nenhuma, ' +
      'senza, nessun, nessuno, nessuna, niente, geen, niet, zonder, nooit, inte, ingen, inget, inga, utan, aldrig, ej, ikke, uden, uten, brak, bez, zadnego, zadnych, не, нет, без, никакого, никаких, отсутствует, yok, ' +
      'لا, لم, ليس, بدون, غير, אין, לא, בלי, ללא',
  ),
);

/** Deny only the word directly behind them: elsewhere they belong to other words ("non-profit"). */
export const CLOSE_DENIALS = new Set(list('non'));
/** Behind "non", these make it the Italian denial. */
export const ITALIAN_VERBS = new Set(
  list('ha, hanno, abbiamo, ho, ce, c, e, serve, servono, vuole, vogliono, sono, interessa'),
);

/** "sem" is Portuguese before these; elsewhere it is search engine marketing. */
export const PORTUGUESE_NOUNS = new Set(
  list('orcamento, verba, cotacao, demonstracao, demo, interesse, necessidade, proposta, teste, precos, financiamento'),
);

/** Verbs that take back what follows them: "declined the demo", "stopped hiring". */
export const REVOCATIONS = new Set(
  list(
    'declined, declines, declining, decline, cancelled, canceled, cancels, cancel, cancelling, canceling, refused, refuses, refusing, ' +
      'rejected, rejects, rejecting, skipped, skips, missed, misses, stopped, stops, stopping, paused, pauses, pausing, froze, freezes, ' +
      'freezing, lost, loses, losing, cut, cuts, cutting, slashed, slashing, reduced, reducing, ended, halted, withdrew, withdrawn, ' +
      'dropped, abandoned, expired, lapsed, failed, avoid, avoids, against, bailed, bailing, complained, complains, complaining, ghosted, ' +
      ' abgelehnt, abgesagt, gestrichen, gestoppt, annule, annulee, refuse, ' +
      'rechazo, rechazado, rechazaron, cancelo, cancelaron, recusaram, cancelaram, annullo, rifiuto, cancelado, recusou, cancelou, annullato, rifiutato, geannuleerd, geweigerd, avbojde, avbokade, anulowal, anulowali, odwolal, odwolali, odrzucil, отменил, отменили, отменила, отказался, отказались, отклонил, отклонили',
  ),
);

/** Two words before a phrase that take it back: "out of budget". */
export const REVOKING_PAIRS = new Set(
  list(
    'out of, over the, instead of, rather than, short of, ran out, too small, opted out, turned down, passed on, no show, far from, backed out, pulled out, opted against',
  ),
);

/** Between a denial and its phrase, these let what follows stand for itself: "not hiring and evaluating". */
export const SCOPE_ENDS = new Set(
  list(
    'and, so, then, because, therefore, since, who, which, while, when, after, once, if, whereas, except, plus, still, und, sondern, ' +
      'weil, dann, et, donc, parce, y, porque, entonces, perche, quindi, en, och, darfor',
  ),
);

/** Right after a denial, these turn it round or away: "not only a demo", "no doubt about the budget". */
export const HARMLESS_NEXT = new Set(
  list(
    'only, just, doubt, question, later, less, sooner, matter, brainer, wonder, obligation, merely, nur, seulement, uniquement, ' +
      'descarta, descartan, descartamos, esclude, escludono, exclui, exclude, excluding, excluded, rule, ruling, ruled, aus, ausgeschlossen, uitgesloten, objected, object, objects, complain, complained, complaints, mind, minds, forget, vergessen, oublier, oubliez, vergeten, solo, solamente, apenas, so, alleen, slechts, bara, endast',
  ),
);

/** Before a denial, these deny it: "not that they don't want a demo". */
export const DENIED_DENIALS = new Set(
  list(
    'not that, nicht dass, pas que, no es que, no que, nao que, non che, niet dat, inte att, nexclut, nexcluent, nexclus',
  ),
);
/** Between a denial and another that it denies: "didn't say no to a demo". */
export const SAYINGS = new Set(
  list('say, says, said, saying, mean, means, meant, heard, get, got, gesagt, dit, dijo, disse, detto, gezegd'),
);

/** A denial of these is none of the phrase before or behind: "no budget problem", "budget is not an issue". */
export const HARMLESS_NOUNS = new Set(
  list(
    'problem, problems, issue, issues, concern, concerns, constraint, constraints, limit, limits, limitation, limitations, ' +
      'restriction, restrictions, objection, objections, worry, worries, trouble, obstacle, blocker, blockers, showstopper, ' +
      'dealbreaker, barrier, barriers, cap, ceiling, challenge, challenges, hurdle, shortage, question, questions, factor, ' +
      'probleme, problemen, hindernis, begrenzung, schwierigkeiten, frage, souci, soucis, contrainte, contraintes, limite, problema, problemas, ' +
      'restricciones, restricoes, inconveniente, problemu, problemow, проблем, проблема, ограничений, sorun, sorunu, problemi, vincoli, limiti, probleem, bezwaar, beperking, hinder',
  ),
);

/** Articles and words that stand in their place; not all languages need all of theirs. */
export const ARTICLES = new Set(
  'a an the our their his her its any some der die das den dem ein eine le la les un une el los una o os um'.split(' '),
);

/** Words that a verb has around it, and that say nothing by themselves. */
export const AUXILIARIES = new Set(
  list(
    'fand, findet, kam, is, are, was, were, has, have, had, been, be, got, gets, being, just, recently, unfortunately, seems, looks, call, meeting, appointment, date, termin, rendez, vous, cita, ' +
      'request, approval, process, nest, nont, netait, na, plans, plan, project, round, talks, still, currently, already, invite, invitation, session, again, ist, war, wurde, sind, est, ' +
      'a, ete, esta, fue, ha, sido, foi, e, stato, stata, werd, is, ar, blev, level, topic, for, this, year, quarter, they, we',
  ),
);

/** What takes a phrase back behind it: "budget declined", "price is too high", "demo no-show". */
export const REVOKED_BY = list(
  'freeze, freezes, frozen, declined, cancelled, canceled, rejected, refused, isnt, wasnt, is not, was not, are not, arent, were not, ' +
    'werent, not wanted, not needed, not required, not approved, not available, not possible, not confirmed, not secured, not allocated, ' +
    'not granted, not planned, not scheduled, not relevant, not interested, not there, not yet, didnt, did not, never, hasnt, has not, ' +
    'havent, have not, no show, noshow, no shows, cut, cuts, slashed, reduced, exhausted, used up, spent, gone, on hold, ' +
    'postponed, withdrawn, denied, fell through, failed, too high, too expensive, too steep, too much, too low, too small, too pricey, ' +
    'unaffordable, exceeded, missing, lacking, off the table, stopped, paused, halted, lost, ended, expired, nicht, pas, niet, nao, inte, ikke, run out, ran out, pulled, lapsed, dealbreaker, deal breaker, a dealbreaker, ' +
    'zero, nil, nonexistent, non e, non e stato, non e stata, non sono, non approvato, non approvata, non confermato, non ce, no esta, no fue, no hay, no ha, ' +
    'no aprobado, no aprobada, no confirmado, no disponible, ' +
    'abgelehnt, abgesagt, gestrichen, gekurzt, eingefroren, nicht wahrgenommen, nicht erschienen, nicht stattgefunden, nicht vorhanden, nicht genehmigt, zu hoch, zu teuer, fehlt, ' +
    'refuse, annule, annulee, gele, coupe, trop cher, trop eleve, rechazado, cancelado, recortado, congelado, demasiado alto, ' +
    'muy caro, recusado, cortado, muito caro, muito alto, annullato, rifiutato, troppo alto, troppo caro, geannuleerd, afgewezen, ' +
    'cancelada, cancelados, canceladas, rechazada, recortada, congelada, agotado, anulada, anulado, recusada, cortada, annullata, rifiutata, tagliato, tagliata, congelato, ' +
    'congelata, esaurito, geschrapt, bevroren, ingetrokken, afgezegd, annulee, annules, annulees, refusee, coupee, gelee, epuise, trop chers, trop chere, trop cheres, ' +
    'trop eleves, trop elevee, trop elevees, muy alto, muy altos, muy alta, muy caros, muy cara, demasiado altos, demasiado alta, demasiado caro, demasiado caros, ' +
    'muito caros, muito altos, muito cara, troppo alti, troppo cari, troppo alta, troppo cara, aufgebraucht, erschopft, verschoben, aplazada, aplazado, adiada, adiado, rimandata, reportee, uitgesteld, te hoog, te duur, nekad, installt, for dyrt, tight, ' +
    'yok, iptal, iptal edildi, reddedildi, kesildi, onaylanmadi, istemiyor, istemiyorlar, istemiyoruz, istemedi, gerek yok, нет, не нужен, не нужна, не нужно, ' +
    'не нужны, не утвержден, не утвердили, не одобрен, урезали, урезан, сократили, отменили, отменен, отменена, заморожен, закончился, слишком дорого, ' +
    'anulowano, anulowane, anulowany, odwolano, odwolane, nie zatwierdzony, nie zatwierdzono, obciety, zamrozony, za drogo, za wysoka, za droga, za drogie',
);

/** "Budget: none": an answer that denies what was asked. The first ones stand alone; the others whatever follows. */
export const LONE_ANSWERS = new Set(
  list(
    'no, nope, n, none, notgiven, nil, nein, keine, keines, keins, non, aucun, nee, geen, nao, nenhum, nessuno, ninguno, nej, нет, brak, yok',
  ),
);
export const ANSWERS = new Set(list('0, null, zero, unknown, tbd, tba, unbekannt, inconnu, desconocido, false'));

/** Before a state, these put it into the past: "former student", "used to be a competitor". */
export const FORMER = new Set(
  list(
    'former, formerly, ex, previously, previous, past, once, graduated, initially, originally, anfangs, zunachst, initialement, inicialmente, inizialmente, aanvankelijk, ehemaliger, ehemalige, ehemals, fruher, fruhere, ' +
      'ancien, ancienne, antiguo, antigua, exalumno, antigo, antiga, precedente, voormalig, voormalige, oud, tidigare, fd, byly, byla, бывший, бывшая, eski',
  ),
);
/** The same before a state alone: "was a student"; "he was not interested" says what he is. */
export const WAS = new Set(list('was, were, war, waren, etait, era, fue, foi, byl, byla, bola, был, была, idi'));
/** Phrases of profiles that name no state of a person, but something that happened or that was said. */
export const NO_STATES = new Set(
  list('not interested, no budget, unsubscribe, do not call, wrong number, spam, test lead'),
);
export const FORMER_PAIRS = new Set(
  list('war mal, war einmal, war fruher, used to, no longer, as a, worked for, worked at, worked with'),
);

/** Behind a denial ("no budget"), these put it off: it holds until then. */
export const DEFERRALS = list(
  'until, till, yet, before, for now, right now, for the moment, at the moment, at present, so far, this week, this month, this quarter, ' +
    'last year, last quarter, last month, last time, at first, back then, letztes jahr, letztes quartal, damals, zuerst, lan dernier, lannee derniere, au debut, ' +
    'el ano pasado, al principio, ano passado, no inicio, lanno scorso, allinizio, vorig jaar, in het begin, forra aret, w zeszlym roku, в прошлом году, gecen yil, ' +
    'this year, in q1, in q2, in q3, in q4, during, today, before q1, noch, bis, derzeit, momentan, aktuell, im moment, ' +
    'pour le moment, pour linstant, jusqua, encore, avant, hasta, todavia, aun, por ahora, de momento, ate, ainda, por enquanto, ' +
    'fino a, ancora, per ora, tot, nog, op dit moment, voorlopig, forran, annu, just nu, im augenblick, zurzeit, dieses jahr, cette annee, este ano, quest anno, questanno, dit jaar, erst, diesem jahr, diesem quartal, dieses quartal, ' +
    'in diesem jahr, in diesem quartal, ce trimestre, ce mois, este trimestre, este mes, questo trimestre, questo mese, dit kwartaal, пока, еще, в этом году, ' +
    'на данный момент, jeszcze, na razie, w tym roku, henuz, simdilik, su an, bu yil',
);
export const DEFERRED_BEFORE = new Set(
  list(
    'momenteel, damals, currently, presently, momentan, derzeit, aktuell, actuellement, actualmente, atualmente, noch, nog, ancora, aun, todavia, ainda, encore, jeszcze, obecnie, пока, еще, сейчас, henuz, simdilik',
  ),
);

/** Deferrals that say "now": "no need at the moment" is a polite refusal, while a budget may come. */
export const NOW = new Set(
  list(
    'right now, for now, for the moment, at the moment, at present, currently, presently, derzeit, momentan, aktuell, im moment, im augenblick, ' +
      'zurzeit, pour le moment, pour linstant, actuellement, por ahora, de momento, actualmente, por enquanto, atualmente, per ora, ' +
      'op dit moment, momenteel, voorlopig, just nu, obecnie, na razie, сейчас, на данный момент, su an, simdilik',
  ),
);
/** The last words of phrases that say that there is no need. */
export const NEEDS = new Set(
  list(
    'need, needs, bedarf, besoin, besoins, necesidad, necesidades, bisogno, necessita, behoefte, necessidade, necessidades, potrzeb, potrzeby, ' +
      'behov, потребности',
  ),
);

/** Before such a phrase, these put it into the past: "they had no need" says nothing of today. */
export const HAD = new Set(
  list(
    'had, hatte, hatten, hattest, sah, sahen, bestand, avait, avaient, avions, navait, navaient, navions, tenia, tenian, tinha, tinham, havia, aveva, avevano, ' +
      'hadden, hade, miala, mial, mieli, bylo, было, была, saw',
  ),
);

/** Anywhere behind a disqualifier, these say that it is over: "unsubscribed in 2019, came back via webinar". */
export const RETURNS = list(
  'now wants, now want, now interested, wants it now, is interested now, jetzt interessiert, jetzt doch, nun doch, will jetzt, mochte jetzt, ' +
    'maintenant interesse, maintenant interessee, veut maintenant, ahora quiere, ahora interesado, ahora interesada, agora quer, agora interessado, ora vuole, nu wel, ' +
    'corrected now, now corrected, was corrected, been corrected, number corrected, is corrected, new number is, new one is, correct number is, ' +
    'right number is, correct one is, right one is, neue nummer ist, inzwischen korrigiert, wurde korrigiert, ' +
    'came back, come back, coming back, is back, are back, back again, returned, returning, resubscribed, re subscribed, opted back in, ' +
    'opted in again, subscribed again, signed up again, reactivated, re engaged, reengaged, changed his mind, changed her mind, ' +
    'changed their mind, changed their minds, reconsidered, wieder angemeldet, wieder da, revenu, revenue, volvio, voltou, tornato, teruggekomen, wrocil, wrocila, вернулся, вернулась, вернулись, geri dondu',
);

/** Behind a signal that was taken back, in whatever clause, these bring it back: "cancelled the demo, rescheduled for Friday". */
export const RESUMPTIONS = list(
  'rescheduled, re scheduled, rebooked, new date, neuer termin, nachgeholt, reprogramada, reprogramado, reagendada, reagendado, ' +
    'replanifiee, riprogrammata, riprogrammato, verzet naar, przelozono na, przelozone na, перенесли на, перенесена на, перенесено на',
);

/** Clauses with these people are not about the contact. */
export const RELATIVES = new Set(
  list(
    'son, sons, daughter, daughters, wife, husband, kid, kids, child, children, brother, sister, niece, nephew, roommate',
  ),
);
