import { wordsOf } from '../words.js';

const list = (words: string) => words.split(', ');
const PRODUCT = list('product, products, solution, service, services, software, tool, platform');
/** Verbs with what is not needed: only where that is the product. */
const NOT_NEEDED: [verb: string, things: string[]][] = [
  ...['dont need', 'doesnt need', 'do not need', 'does not need'].flatMap((verb): [string, string[]][] => [
    [verb, ['it', 'this', 'that']],
    [`${verb} our`, PRODUCT],
    [`${verb} your`, PRODUCT],
  ]),
  [
    'pas besoin de',
    list(
      'notre produit, notre solution, notre service, nos produits, nos services, votre produit, votre solution, vos services',
    ),
  ],
  ['no necesitan', list('nuestro producto, nuestra solucion, nuestros servicios, nuestro servicio')],
  ['no necesita', list('nuestro producto, nuestra solucion, nuestros servicios, nuestro servicio')],
  ['nao precisam', list('do nosso produto, da nossa solucao, dos nossos servicos, do nosso servico')],
  ['nao precisa', list('do nosso produto, da nossa solucao, dos nossos servicos, do nosso servico')],
  ['non hanno bisogno', list('del nostro prodotto, della nostra soluzione, dei nostri servizi')],
];

/**
 * Other words for the phrases that profiles commonly name, in several languages. They count only where a profile names the
 * phrase. `money` stands for any amount.
 */
const SYNONYMS: Record<string, string> = {
  demo: 'demonstration, product tour, walkthrough, vorfuhrung, produktdemo, demostracion, demonstracao, dimostrazione, demonstratie, демо, демонстрацию, демонстрация, демонстрации, demonstracja, demonstracje, prezentacja, prezentacje, tanitim, sunum, عرض تجريبي, عرض توضيحي, דמו, הדגמה',
  budget:
    'presupuesto, orcamento, verba, budgetfreigabe, budzet, budzetu, бюджет, бюджета, butce, butcesi, butceleri, ميزانية, الميزانية, תקציב',
  pricing:
    'price list, quotation, cost estimate, preise, preis, preisen, preisliste, preisanfrage, tariffe, listino,  prix, tarifs, precio, precios, preco, precos, prezzo, prezzi, ' +
    'prijs, prijzen, priser, cennik, ceny, cene, цены, цену, прайс, прайс лист, стоимость, fiyat, fiyati, fiyatlari, fiyat listesi, الأسعار, السعر, מחירון',
  evaluating:
    'evaluation, evaling, comparing vendors, comparing options, vendor selection, shortlisting, evaluiert, evaluieren, evaluando, avaliando, ' +
    'valutando, evalueert, porownuja oferty, porownuje oferty, сравнивают, сравнивает, оценивают, оценивает, degerlendiriyor, degerlendiriyorlar, karsilastiriyor, ' +
    'vergleicht anbieter, vergleichen anbieter, vergleicht angebote, vergleichen angebote, compare plusieurs solutions, comparent plusieurs solutions, compare les offres, comparent les offres, comparando opciones, comparando ofertas, confrontano offerte, comparando fornecedores, vergelijkt aanbieders, jamfor leverantorer',
  'this quarter':
    'next quarter, in q1, in q2, in q3, in q4, by q1, by q2, by q3, by q4, end of q1, end of q2, end of q3, end of q4, this month, next month, end of quarter, dieses quartal, ' +
    'diesem quartal, nachstes quartal, nachsten quartal, ce trimestre, trimestre prochain, prochain trimestre, este trimestre, neste trimestre, nesse trimestre, ' +
    'proximo trimestre, questo trimestre, prossimo trimestre, dit kwartaal, volgend kwartaal, detta kvartal, w tym kwartale, przyszlym kwartale, nastepnym kwartale, ' +
    'в этом квартале, следующем квартале, bu ceyrek, gelecek ceyrek, onumuzdeki ceyrek',
  'next quarter':
    'in q1, in q2, in q3, in q4, nachstes quartal, nachsten quartal, prochain trimestre, proximo trimestre, prossimo trimestre, volgend kwartaal, ' +
    'przyszlym kwartale, nastepnym kwartale, следующем квартале, gelecek ceyrek, onumuzdeki ceyrek',
  expanding:
    'expansion, opening offices, opening new offices, opening a new office, new office, new offices, scaling up, expandiert, expandieren, ' +
    'expandiendo, expandindo, espansione, uitbreiding, expanderar, ekspansja, расширение, расширяется, расширяются, расширяемся, genisliyor, buyuyor, ' +
    'neuer standort, neuen standort, neue standorte, neue niederlassung, nouveaux bureaux, nouveau bureau, nouvelle agence, nueva oficina, nuevas oficinas, nuova sede, nuove sedi, novo escritorio, novos escritorios, nieuw kantoor, nieuwe vestiging, nytt kontor, nowe biuro, новый офис',
  hiring:
    'recruiting, open positions, growing team, stellt ein, recrute, recrutement, contratando, assumendo, anstaller, embauche, embauchent, zatrudnia, zatrudniaja, rekrutuje, rekrutuja, нанимает, нанимают, набирают сотрудников, ise aliyor, ise alim, ' +
    'stellen ein, stellen gerade ein, neue mitarbeiter, offene stellen, recrutent, postes ouverts, estan contratando, vacantes, assumono, nuove assunzioni, estao contratando, vagas abertas, vacatures',
  funding:
    'raised money, raising money, raises money, raise money, raised about money, raised over money, raised another money, raised a money, ' +
    'secured money, closed a money, money round, series a, series b, series c, series d, series e, seed round, investment round, ' +
    'raised capital, raised a round, levee de fonds, finanzierungsrunde, ronda de inversion, rodada de investimento, runda finansowania, pozyskali finansowanie, привлекли инвестиции, раунд инвестиций, yatirim aldi, yatirim turu',
  'ready to buy':
    'ready to sign, ready to purchase, ready to order, ready to move forward, ready to proceed, ready to start, wants to buy, want to buy, ' +
    'looking to buy, wants to purchase, purchase order, kaufbereit, pret a acheter, listo para comprar, pronto para comprar, pronto ad acquistare, gotowy do zakupu, gotowi do zakupu, готов купить, готовы купить, готовы к покупке, satin almaya hazir, ' +
    'wants to order, want to order, mochte kaufen, mochten kaufen, will kaufen, wollen kaufen, mochte bestellen, mochten bestellen, will bestellen, wollen bestellen, veut acheter, veulent acheter, souhaite acheter, souhaitent acheter, veut commander, quiere comprar, quieren comprar, vuole acquistare, vogliono acquistare, vuole comprare, vogliono comprare, quer comprar, querem comprar, wil kopen, willen kopen, wil bestellen, willen bestellen, vill kopa, chce kupic, chca kupic, хочет купить, хотят купить, satin almak istiyor',
  rfp: 'rfi, rfq, request for proposal, request for proposals, tender, ausschreibung, appel doffres, licitacion, licitacao, aanbesteding, gara dappalto, bando di gara, przetarg, zapytanie ofertowe, тендер, запрос предложений, ihale',
  quote:
    'quotation, angebot, devis, cotizacion, cotacao, preventivo, offerte, offert, wycena, wycene, o oferte, кп, коммерческое предложение, смету, teklif, teklifi, عرض سعر, عرض أسعار, הצעת מחיר',
  trial:
    'pilot, pilotprojekt, pilotphase, free trial, trialing, trialling, teststellung, essai gratuit, prueba gratuita, teste gratis, proefperiode, testphase, testzugang, probezugang, testversion, periode dessai, version dessai, okres probny, wersja probna, ' +
    'wersje probna, пробный период, пробную версию, тестовый период, тестовый доступ, deneme surumu, deneme, ' +
    'essai en cours, prueba en curso, prova gratuita, teste gratuito',
  poc: 'proof of concept, proofs of concept',
  'proof of concept': 'poc, pocs',
  student:
    'studentin, etudiant, etudiante, estudiante, estudante, studente, studentessa, undergraduate, студент, студентка, studentka, ogrenci, ogrencisi, طالب, طالبة, סטודנט, סטודנטית, ' +
    'werkstudent, werkstudentin, studierender',
  competitor:
    'wettbewerber, mitbewerber, konkurrent, competidor, competidora, concorrente, un concurrent, notre concurrent, een concurrent, onze concurrent, конкурент, konkurencja, rakip, rakibi, rakibimiz, منافس, מתחרה, ' +
    'trabaja para la competencia, trabaja en la competencia',
  'no budget':
    'zero budget, kein budget, keinerlei budget, pas de budget, aucun budget, sin presupuesto, no presupuesto, no tiene presupuesto, no hay presupuesto, ' +
    'sem orcamento, sem verba, nao tem orcamento, nao ha orcamento, nessun budget, niente budget, senza budget, geen budget, ingen budget, nao tem verba, nao ha verba, non ha budget, non hanno budget, non abbiamo budget, ' +
    'brak budzetu, bez budzetu, nie ma budzetu, nie maja budzetu, нет бюджета, без бюджета, бюджета нет, butce yok, butcesi yok, butceleri yok, butcemiz yok, لا توجد ميزانية, لا يوجد ميزانية, بدون ميزانية, אין תקציב, בלי תקציב, ללא תקציב, ' +
    'pas le budget, ne dispose pas de budget, ne disposent pas de budget, no tienen presupuesto, no cuenta con presupuesto, no cuentan con presupuesto, no dispone de presupuesto, no disponen de presupuesto, non ce budget, non ce il budget, non dispone di budget, non dispongono di budget, nao dispoe de verba, nao dispoe de orcamento',
  'not interested':
    'nezajem, nema zajem, nemaji zajem, nem erdekel, nem erdekli, nem erdekelt, nu ne intereseaza, nu este interesat, nu e interesat, neinteresat, ' +
    'ikke interesseret, ikke interessert, ingen interesse, ei kiinnosta, ei kiinnostunut, ei ole kiinnostunut, δεν ενδιαφερεται, δεν ενδιαφερονται, ' +
    'tidak tertarik, tidak berminat, khong quan tam, nije zainteresiran, ' +
    'not intrested, not interesed, not intersted, not intrested in, no intrest, no interst, ' +
    'no interest, uninterested, no longer interested, not really interested, not that interested, not at all interested, isnt interested, ' +
    'arent interested, wasnt interested, never interested, lost interest, kein interesse, nicht interessiert, pas interesse, pas interessee, pas interesses, no interesado, ' +
    'no interesada, no esta interesado, no esta interesada, no le interesa, no estan interesados, no estaba interesado, no estaba interesada, nao interessado, sem interesse, ' +
    'nao tem interesse, nao esta interessado, nao estava interessado, non interessato, non interessata, non e interessato, non e interessata, nessun interesse, geen interesse, niet geinteresseerd, ' +
    'inte intresserad, ej intresserad, niezainteresowany, niezainteresowana, nie jest zainteresowany, nie jest zainteresowana, ' +
    'nie zainteresowany, brak zainteresowania, не интересно, неинтересно, не заинтересован, не заинтересована, не заинтересованы, ' +
    'нет интереса, не интересует, ilgilenmiyor, ilgilenmiyoruz, ilgilenmiyorum, ilgisi yok, غير مهتم, غير مهتمة, غير مهتمين, לא מעוניין, לא מעוניינת, לא מעוניינים, ' +
    'no need, no current need, no need for our product, no need for our solution, no need for our service, kein bedarf, keinen bedarf, ' +
    'keinerlei bedarf, kein aktueller bedarf, keinen aktuellen bedarf, pas de besoin, pas besoin, aucun besoin, sin necesidad, ' +
    'no hay necesidad, no tiene necesidad, no tienen necesidad, ninguna necesidad, nessun bisogno, nessuna necessita, non ha bisogno, ' +
    'non hanno bisogno, senza bisogno, geen behoefte, sem necessidade, nao ha necessidade, nao tem necessidade, nao tem necessidades, ' +
    'brak potrzeb, brak potrzeby, nie ma potrzeb, nie maja potrzeb, inget behov, нет потребности, ihtiyac yok, ihtiyaci yok, ihtiyacimiz yok, ' +
    NOT_NEEDED.map(([verb, things]) => things.map((thing) => `${verb} ${thing}`).join(', ')).join(', ') +
    ', brauchen wir nicht, brauchen das nicht, brauchen es nicht, braucht das nicht, braucht es nicht, nen ont pas besoin, nen a pas besoin, ' +
    'no lo necesitan, no lo necesita, no lo necesitamos, non ne hanno bisogno, non ne ha bisogno, hebben het niet nodig, heeft het niet nodig, ' +
    'behover det inte, nie potrzebuja tego, nie potrzebujemy tego, нам это не нужно, им это не нужно, ' +
    'interesse nein, interesse nee, interest none, interest nil, interet aucun, nicht mehr interessiert, nicht wirklich interessiert, nest plus interesse, nest plus interessee, ne sont plus interesses, ne sont pas interesses, pas du tout interesse, pas du tout interessee, pas vraiment interesse, no les interesa, non sono interessati, non sono interessate, non gli interessa, non le interessa, non ci interessa, non mi interessa, non piu interessato, non piu interessata, nao estao interessados, nao estao interessadas, nao se interessa, nao se interessam, nao lhe interessa, nao tem mais interesse, niet meer geinteresseerd, niet langer geinteresseerd, inte langre intresserad, nie sa zainteresowani, nie jestesmy zainteresowani, ilgilenmiyorlar',
  unsubscribe:
    'asked to be removed, wants to be removed, want to be removed, requested to be removed, requested removal, remove from database, remove from your database, ' +
    'remove from our database, remove me from your database, remove from crm, daten loschen, aus der datenbank loschen, aus datenbank loschen, ' +
    'do not email, dont email, opted out, opt out, remove me, remove us, take me off, take us off, taken off the list, taken off our list, taken off your list, ' +
    'taken off the mailing list, off the mailing list, stop emailing, stop mailing, stop sending, quit emailing, abmelden, abgemeldet, abmeldung vom newsletter, newsletter abmeldung, aus dem verteiler, aus ihrem verteiler, aus eurem verteiler, keine weiteren mails, keine weiteren e mails, keine werbung mehr, keine mails mehr, keine e mails mehr, erasure request, gdpr erasure, delete my data, delete our data, delete all my data, delete my personal data, delete all my personal data, erase my data, erase all my data, desabonner, desabonne, desinscrire, desinscription, ' +
    'darse de baja, darme de baja, dar de baja de la lista, dar de baja del boletin, cancelar suscripcion, descadastrar, disiscrivere, uitschrijven, avregistrera, wypisac z newslettera, prosze o wypisanie, отписаться, отписался, отпишите, listeden cikar, abonelikten cikar, إلغاء الاشتراك, להסיר מהרשימה, הסירו אותי, ' +
    'remove from list, remove from mailing list, remove from our list, remove from your list, aus verteiler, vom verteiler, aus der mailingliste, retirer de votre liste, retirer de la liste, supprimer de votre liste, eliminarme de su lista, eliminarme de la lista, eliminar de la lista, quitarme de la lista, borrarme de la lista, togliere dalla mailing list, togliere dalla lista, rimuovere dalla lista, retirar da lista, remover da lista, tirar da lista, verwijderen uit mailinglijst, uit de mailinglijst, ta bort fran listan, usunac z listy, удалить из рассылки, удалите из рассылки',
  'do not call':
    'do not disturb, no further contact, no further calls, no more contact, no more calls, does not want calls, doesnt want calls, ' +
    'does not want any calls, does not want any more calls, doesnt want any more calls, does not want more calls, doesnt want more calls, ' +
    'wunscht keine anrufe, mochte keine anrufe, will keine anrufe, wunscht keinen kontakt, mochte keinen kontakt, keine weiteren anrufe, keine kontaktaufnahme, ' +
    'nicht mehr kontaktiert werden, wunscht keine kontaktaufnahme, ne veut plus dappels, ne souhaite plus dappels, ne veut pas dappels, ' +
    'ne veut plus recevoir dappels, ne souhaite plus recevoir dappels, ne souhaite pas recevoir dappels, no desea recibir llamadas, no quiere recibir llamadas, ' +
    'no desea llamadas, no quiere llamadas, no quiere que le vuelvan a llamar, no desea mas llamadas, no desea mas contacto, no quiere mas contacto, no llamar mas, ' +
    'nao quer mais ligacoes, nao quer ligacoes, nao quer mais receber ligacoes, nao deseja mais ligacoes, nao deseja ligacoes, nao deseja receber ligacoes, ' +
    'nao deseja mais receber ligacoes, nao quer mais contato, nao quer contato, nao deseja mais contato, nao quer mais ser contatado, nao quer mais ser contatada, ' +
    'nao ligar mais, non vuole piu chiamate, non vuole chiamate, non vuole ricevere chiamate, non vuole piu ricevere chiamate, non desidera essere contattato, ' +
    'non desidera essere contattata, non chiamare piu, wil geen telefoontjes meer, wil geen telefoontjes, wil geen contact meer, wil geen contact, ' +
    'wil niet meer benaderd worden, niet meer benaderen, vill inte bli uppringd, vill inte bli kontaktad, vill inte ha fler samtal, onsker ikke kontakt, ' +
    'nie zyczy sobie kontaktu, nie chce kontaktu, nie chce telefonow, nie chce wiecej telefonow, больше не звонить, просит не звонить, просил не звонить, ' +
    'не хочет звонков, не хочет получать звонки, aranmak istemiyor, ' +
    'dont call, do not contact, dont contact, dnc, stop calling, stop contacting, quit calling, never call, never contact, no more calls, nicht anrufen, nicht mehr anrufen, nicht kontaktieren, nicht mehr kontaktieren, keine anrufe, ' +
    'not want to be contacted, doesnt want to be contacted, not wish to be contacted, not want to be called, doesnt want to be called, mochte nicht kontaktiert werden, ' +
    'ne souhaite pas etre contacte, ne souhaite pas etre contactee, ne souhaite plus etre contacte, ne souhaite plus etre contactee, ne veut pas etre contacte, ' +
    'no desea ser contactado, no desea ser contactada, no quiere ser contactado, no quiere ser contactada, nao deseja contato, nao deseja ser contatado, nao quer ser contatado, ' +
    'non vuole essere contattato, non vuole essere contattata, wil niet gebeld worden, ' +
    'ne pas appeler, ne plus appeler, ne pas rappeler, ne plus rappeler, ne pas contacter, ne plus contacter, no llamar, no contactar, no volver a llamar, ' +
    'nao ligar, nao contatar, nao entrar em contato, non chiamare, non contattare, niet bellen, niet meer bellen, niet contacteren, ring inte, nie dzwonic, nie kontaktowac, не звонить, не звоните, не беспокоить, не связываться, aramayin, aramayiniz, rahatsiz etmeyin, لا تتصل, عدم الاتصال, לא להתקשר, ' +
    'nicht mehr angerufen werden, nicht angerufen werden, ne plus mappeler, ne pas mappeler, ne mappelez plus, ne mappelez pas, ne veut plus etre appele, ne veut plus etre appelee, ne veut pas etre appele, ne veut pas etre appelee, ne souhaite plus etre appele, ne souhaite plus etre appelee, ne veut plus etre rappele, no quiere que le llamen, no quiere que lo llamen, no quiere que la llamen, no quiere mas llamadas, nao quer receber ligacoes, non vuole essere chiamato, non vuole essere chiamata, non vuole piu essere chiamato, non vuole piu essere chiamata, wil niet meer gebeld worden',
  'wrong number':
    'invalid number, invalid phone number, invalid phone, bad number, bad phone number, fake number, fake phone number, number is invalid, number invalid, ' +
    'number not valid, number is not valid, phone disconnected, line disconnected, number no longer in service, number does not work, ' +
    'number doesnt work, number does not exist, not a working number, nonworking number, ungultige nummer, nummer ungultig, nummer existiert nicht, numero invalide, ' +
    'numero non attribue, numero no existe, numero no valido, numero nao existe, numero inesistente, numero non valido, ongeldig nummer, ' +
    'wrong phone number, wrong no, number is wrong, number was wrong, incorrect number, falsche nummer, falsche telefonnummer, mauvais numero, faux numero, ' +
    'numero equivocado, numero errado, numero sbagliato, verkeerd nummer, fel nummer, zly numer, bledny numer, неверный номер, неправильный номер, не тот номер, ошиблись номером, yanlis numara, رقم خاطئ, رقم خطأ, מספר שגוי, טעות במספר, ' +
    'number disconnected, disconnected number, number not in service, nummer stimmt nicht, nummer falsch, rufnummer falsch, telefonnummer falsch, nummer ist falsch, nummer nicht vergeben, numero errone, numero incorrect, numero incorrecto, numero erroneo, numero errato, numero invalido, numero inexistente, nummer klopt niet, numret stammer inte',
  'test lead':
    'test entry, test record, test contact, testlead, dummy lead, test submission, lead testowy, тестовый лид, тестовая заявка, test kaydi',
  spam: 'junk lead, fake lead, bogus lead, fake contact, bogus contact, fake entry, bogus entry, fake submission, bogus submission, lead status junk, спам',
};

const BY_PHRASE = new Map(
  Object.entries(SYNONYMS).map(([phrase, others]) => [phrase, others.split(', ').map(wordsOf)]),
);

/** What "no" before a noun says in other words: "does not have a budget", "don't have any budget". */
const LACKS = ['not have', 'dont have', 'doesnt have', 'didnt have', 'wont have'].flatMap((lack) =>
  ['', ' a', ' any', ' the', ' enough'].map((article) => `${lack}${article}`.split(' ')),
);

/** Each phrase with itself and its synonyms; a phrase's own words come before any synonym. */
export function withSynonyms(phrases: readonly string[]): (readonly [words: readonly string[], phrase: string])[] {
  const spelled = phrases.map((phrase) => [wordsOf(phrase), phrase] as const);
  const others = spelled.flatMap(([words, phrase]) => [
    ...(BY_PHRASE.get(words.join(' ')) ?? []).map((other) => [other, phrase] as const),
    ...(words[0] === 'no' && words.length === 2
      ? LACKS.map((lack) => [[...lack, ...words.slice(1)], phrase] as const)
      : []),
  ]);
  return [...spelled, ...others];
}
