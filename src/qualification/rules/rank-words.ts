import type { Seniority } from '../profile/scoring-profile.js';

/**
 * What titles say of a rank, in en, de, fr, es, pt, it, nl, sv/da/no, pl, cs, hu, ru, uk, tr, el, ar and he. Umlauts are written out: titles without them, or with
 * ae, oe, ue, are found too. The longest phrase wins at each place, so an exception is simply a longer phrase: a "product
 * owner" owns no company.
 */
export const RANK_PHRASES: Record<Seniority, string> = {
  c_level: `
    ceo, cfo, coo, cto, cmo, cro, cio, ciso, cpo, cdo, chro, cco, cso, cao, cbo, cgo, cxo, cko, cvo, clo, caio, chief executive,
    c level, c suite, president, founder, cofounder, co founder, founding partner, founding member, owner, co owner, business owner,
    proprietor, managing director, executive director, managing partner, general partner, senior partner, equity partner, partner,
    operating partner, managing member, chairman, chairwoman, chairperson, chair of the board, board member, member of the board,
    non executive director, board director, general counsel, secretary general, general secretary, principal owner, entrepreneur,
    dir gral, dir gral adm, gte gral, director gral, gerente gral, direktur utama, presiden direktur, tổng giám đốc, ип, กรรมการผู้จัดการ, ประธาน,
    executive chair, vice chair, co chair, chair, exec director, mng director, managing dir, gen director, adm dir,
    geschäftsführer, geschäftsführerin, geschäftsführend, geschäftsführender gesellschafter, geschäftsführung, geschäftsleiter,
    geschäftsleiterin, geschäftsleitung, gf, ggf, inhaber, inhaberin, inh, mitinhaber, mitinhaberin, vorstand, vorständin, vorstandsmitglied,
    vorstandsvorsitzender, vorstandsvorsitzende, vorstandssprecher, mitglied des vorstands, gründer, gründerin, mitgründer,
    mitgründerin, gesellschafter, gesellschafterin, eigentümer, eigentümerin, unternehmer, unternehmerin, geschäftsinhaber,
    pdg, p d g, président, présidente, président directeur général, directeur général, directrice générale, dg, gérant, gérante, cogérant,
    cogérante, co gérant, co gérante, fondateur, fondatrice, cofondateur, cofondatrice, co fondateur, co fondatrice, dirigeant, dirigeante,
    chef d entreprise, cheffe d entreprise, chef dentreprise, cheffe dentreprise, associé, associée, associé gérant, associée gérante, secrétaire général, secrétaire générale,
    propriétaire, patron, patronne, entrepreneuse, directeur associé, directrice associée,
    director general, directora general, director ejecutivo, directora ejecutiva, consejero delegado, consejera delegada,
    presidente, presidenta, presidente ejecutivo, gerente general, gerenta general, copropietario, copropietaria, socio, socia, socio director, socio fundador, fundador, fundadora,
    cofundador, cofundadora, co fundador, co fundadora, propietario, propietaria, dueño, dueña, empresario, empresaria, administrador único,
    administradora única, director gerente, directora gerente,
    diretor geral, diretora geral, diretor executivo, diretora executiva, diretor presidente, diretora presidente, sócio, sócia,
    sócio fundador, sócio proprietário, sócio gerente, sócio diretor, proprietário, proprietária, dono, dona, empresário, empresária,
    fundador e ceo, administrador delegado, administradora delegada,
    titolare, contitolare, amministratore delegato, amministratrice delegata, amministratore unico, amministratrice unica, amministratore,
    direttore generale, direttrice generale, fondatore, fondatrice, cofondatore, cofondatrice, proprietario, proprietaria, imprenditore,
    imprenditrice, legale rappresentante, presidentessa, socio amministratore,
    algemeen directeur, algemene directeur, directeur eigenaar, eigenaar, eigenares, eigenaresse, mede eigenaar, mede eigenares, medeeigenaar,
    oprichter, oprichtster, mede oprichter, medeoprichter, bestuurder, bestuursvoorzitter, voorzitter, dga, vennoot, zaakvoerder,
    zaakvoerster, ondernemer, onderneemster, gedelegeerd bestuurder, afgevaardigd bestuurder,
    vd, verkställande direktör, grundare, medgrundare, ägare, delägare, styrelseordförande, ordförande, styrelseledamot, administrerende direktør,
    adm direktør, ejer, indehaver, medejer, stifter, grundlægger, daglig leder, gründer, eier, toimitusjohtaja, omistaja, perustaja,
    prezes, prezeska, prezes zarządu, właściciel, właścicielka, współwłaściciel, założyciel, założycielka, członek zarządu,
    dyrektor generalny, dyrektor zarządzający, genel müdür, kurucu, kurucu ortak, şirket sahibi,
    sprecher des vorstands, vorsitzender des vorstands, vorsitzende des vorstands, generaldirektor, generaldirektorin, generalbevollmächtigter,
    generalbevollmächtigte, komplementär, aufsichtsrat, aufsichtsratsmitglied, aufsichtsratsvorsitzender, aufsichtsratsvorsitzende, verwaltungsrat,
    verwaltungsratspräsident, verwaltungsratspräsidentin, geschäftsf, gesch führer, gesch führerin, bestuurslid, raad van bestuur, statutair directeur,
    współzałożyciel, współzałożycielka, jednatel, jednatelka, majitel, majitelka, zakladatel, zakladatelka, spoluzakladatel, spolumajitel, generální ředitel,
    generální ředitelka, výkonný ředitel, výkonná ředitelka, předseda představenstva, ügyvezető, ügyvezető igazgató, vezérigazgató, tulajdonos, alapító, társalapító,
    yönetim kurulu başkanı, yönetim kurulu üyesi, icra kurulu başkanı, firma sahibi, işletme sahibi, şirket ortağı, genel müdürü, ceo su,
    генеральный директор, гендиректор, ген директор, исполнительный директор, управляющий директор, владелец, владелица, совладелец, основатель,
    основательница, сооснователь, учредитель, собственник, президент, предприниматель, индивидуальный предприниматель, председатель правления,
    председатель совета директоров, генеральний директор, виконавчий директор, власник, власниця, засновник, засновниця, співзасновник,
    διευθύνων σύμβουλος, διευθύνουσα σύμβουλος, γενικός διευθυντής, γενική διευθύντρια, ιδρυτής, ιδρύτρια, συνιδρυτής, ιδιοκτήτης, ιδιοκτήτρια, πρόεδρος,
    الرئيس التنفيذي, رئيس تنفيذي, المدير التنفيذي, مدير تنفيذي, المدير العام, مدير عام, مؤسس, المؤسس, مالك, المالك, صاحب الشركة, شريك مؤسس,
    رئيس مجلس الإدارة, מנכל, מנכ ל, מנכלית, מנכ לית, מייסד, מייסדת, בעלים, יו ר`,
  vp: `
    vp, svp, evp, avp, rvp, gvp, vice president, vicepresident, vice pres, provost,
    vice président, vice présidente, vice presidente, vicepresidente, vice presidenta, vicepresidenta, vizepräsident, vizepräsidentin,
    vice vd, wiceprezes, viceprezident, viceprezidentka, başkan yardımcısı, genel müdür yardımcısı, вице президент, заместитель генерального директора,
    зам генерального директора, αντιπρόεδρος, نائب الرئيس, סמנכל, סמנכ ל, סמנכלית, סמנכ לית, dga finance, directeur général adjoint, directrice générale adjointe, subdirector general`,
  head: `
    head, gen manager, general manager, gm, chief of staff, country manager, dean, department chair, department chairperson, department chairman,
    department chairwoman, chair of department, chair of the department, chair department, chairperson of the department, chairman of the department,
    chairwoman of the department, chairperson department, chairman department, faculty chair, division chair, principal of the high school,
    principal of the school, chief accountant, chief engineer, chief architect, chief scientist,
    chief economist, chief editor, editor in chief, chief of, school principal, treasurer,
    leiter, leiterin, leitung, leitend, leitender angestellter, bereichsleiter, abteilungsleiter, hauptabteilungsleiter, ressortleiter,
    hoofd, afdelingshoofd, chef de département, chef du département, dirigente, gerente geral, superintendente,
    avdelningschef, afdelingschef, avdelingsleder, chefredakteur, chefredakteurin, chefarzt, chefärztin, hoofdredacteur, руководитель, начальник, заведующий, заведующая,
    роп, trưởng phòng, kepala,
    главный бухгалтер, главный инженер, προϊστάμενος, προϊσταμένη`,
  director: `
    director, dir, directeur, directrice, direktor, direktorin, direktör, direktør, directora, direttore, direttrice, diretor, diretora,
    dyrektor, dyrektorka, direktör, direktörü, johtaja, ředitel, ředitelka, igazgató, директор, διευθυντής, διευθύντρια, заместитель директора, deputy director, sous directeur, sous directrice, subdirector, subdirectora,
    direktur, giám đốc, зам директора, myyntijohtaja, markkinointijohtaja,
    vicedirettore, vicedirettrice, adjunct directeur, associate partner, junior partner, prokurist, prokuristin, ppa, apoderado,
    apoderada, procuratore, daf, drh, dsi, raf, dircom`,
  manager: `
    manager, partner manager, channel partner manager, managerin, manageress, mgr, supervisor, team lead, teamlead, team leader, teamleader, leader, superintendent, foreman, controller,
    comptroller, financial controller,
    teamleiter, teamleiterin, teamleitung, projektleiter, projektleiterin, projektleitung, gruppenleiter, gruppenleiterin, gruppenleitung,
    schichtleiter, filialleiter, filialleiterin, filialleitung, marktleiter, marktleiterin, meister,
    responsable, chef, cheffe, chef de, cheffe de, chef d, cadre, gestionnaire, manageur, manageuse,
    gte, manajer, myyntipäällikkö, markkinointipäällikkö, gerente, gerenta, subgerente, jefe, jefa, jefe de, jefa de, subjefe, encargado, encargada, gestor, gestora, líder,
    chefe, coordenador, coordenadora, supervisora, encarregado, encarregada,
    responsabile, capo, capa, capo area, capo reparto, quadro, quadro direttivo, coordinatore, coordinatrice,
    leidinggevende, teamleider, teamleidster, bedrijfsleider, bedrijfsleidster, verkoopleider, projectleider, vestigingsmanager,
    leder, teamleder, ansvarig, projektledare, päällikkö, kierownik, kierowniczka, menedżer, menedżerka, müdür, müdürü, yönetici, yöneticisi, şef, şefi, vedoucí, manažer,
    manažerka, vezető, vezetője, менеджер по, менеджер проекта, управляющий, управляющая, заместитель начальника, заместитель руководителя,
    resp, responsável, capoufficio, capoarea, capocantiere, caporeparto, υπεύθυνος, υπεύθυνη, مدير, مديرة, מנהל, מנהלת`,
  senior: `
    senior, sr, lead, principal, staff engineer, chevronné, sénior, ledende, starszy, starsza, kıdemli, старший, старшая, ведущий, ведущая`,
  individual: `
    representative, rep, sdr, bdr, ae, account executive, sales executive, executive, specialist, analyst, associate,
    consultant, engineer, developer, accountant, assistant, coordinator, administrator, admin, auditor, designer,
    advisor, adviser, officer, clerk, agent, recruiter, buyer, secretary, technician, scientist, writer, teacher, nurse, driver,
    product owner, process owner, system owner, data owner, service owner, project owner, account owner, content owner, risk owner,
    application owner, category owner, budget owner, feature owner, platform owner, solution owner, asset owner, story owner,
    owner operator, owner driver, owner representative, founder associate, founders associate, founder office, founders office,
    business partner, hr partner, talent partner, people partner, finance partner, ceo office, president office,
    head chef, head nurse, head coach, head teacher, head waiter, chief mate, chief steward, chief cook,
    sous chef, executive chef, pastry chef, chef de partie, chef de cuisine, chef de rang, chef cook, personal chef, private chef, line cook,
    küchenchef, souschef, receptionist, bookkeeper, paralegal, cashier, electrician, account exec, committee chair, board secretary, lead singer, lead vocalist,
    redakteur, redakteurin, informatiker, informatikerin, sekretariat, secretariat, référente, agente,
    lead generation, lead gen, lead management, lead scoring, lead nurturing,
    berater, beraterin, entwickler, entwicklerin, ingenieur, ingenieurin, referent, referentin, assistent, assistentin, assistenz,
    sachbearbeiter, sachbearbeiterin, mitarbeiter, mitarbeiterin, kaufmann, kauffrau, verkäufer, verkäuferin, spezialist, spezialistin,
    analyst, buchhalter, buchhalterin, techniker, technikerin, sekretär, sekretärin, außendienst, außendienstmitarbeiter, fachkraft,
    chargé de, chargée de, chargé d, chargée d, chargé daffaires, chargée daffaires, conseiller, conseillère, commercial, commerciale, assistante, ingénieur, ingénieure, vendeur, vendeuse,
    attaché, attachée, technicien, technicienne, secrétaire, adjoint, adjointe, comptable, consultante, analyste, développeur, développeuse, employé, employée, acheteur, acheteuse,
    asistente, auxiliar, adjunto, adjunta, técnico, técnica, analista, consultor, consultora, comercial, vendedor, vendedora, ejecutivo, ejecutiva,
    ejecutivo de cuenta, ejecutivo de ventas, ingeniero, ingeniera, especialista, administrativo, administrativa, secretaria, secretario,
    coordinador, coordinadora, desarrollador, contable, asesor, asesora, administrador, administradora,
    assistente, engenheiro, engenheira, desenvolvedor, desenvolvedora, assessor, assessora, executivo de vendas, executivo de contas, comprador,
    consulente, venditore, venditrice, impiegato, impiegata, addetto, addetta, tecnico, ingegnere, specialista, sviluppatore, segretaria, segretario,
    medewerker, medewerkster, adviseur, verkoper, verkoopster, secretaresse, ontwikkelaar, boekhouder, inkoper, vertegenwoordiger, specialist,
    säljare, handläggare, konsult, utvecklare, ingenjör, medarbetare, sælger, konsulent, medarbejder, selger, rådgiver,
    specjalista, specjalistka, asystent, asystentka, handlowiec, doradca, księgowa, inżynier, менеджер, специалист, секретарь, помощник, помощница, ассистент,
    инженер, консультант, бухгалтер, uzman, uzmanı, temsilci, temsilcisi, danışman, danışmanı, mühendis, mühendisi, asistan, asistanı, sekreter, sekreteri,
    obchodní zástupce, asistentka, specialista`,
  intern: `
    intern, interns, internship, trainee, apprentice, working student, student at, student of, student in, undergraduate, graduate student,
    praktikant, praktikantin, praktikum, werkstudent, werkstudentin, azubi, auszubildende, auszubildender, lehrling, studentin, student der,
    stagiaire, alternant, alternante, apprenti, apprentie, étudiant, étudiante, en alternance,
    becario, becaria, practicante, pasante, aprendiz, estudiante, estagiário, estagiária, estudante,
    tirocinante, stagista, apprendista, studente, studentessa, stagiair, afstudeerder, leerling, praktik, lärling, elev, stażysta, stażystka, praktykant, praktykantka, stajyer, stážista,
    duales studium, dualer student, dual student,
    стажер, студент`,
};

/** They state no rank, or hide one: "home owner", "partner marketing", "Head Start". */
export const RANKLESS =
  'home owner, homeowner, pet owner, dog owner, car owner, land owner, boat owner, franchise owner relations, partner marketing, ' +
  'partner success, partner development, partner sales, partner account, partner relations, partner operations, partner enablement, ' +
  'partner program, partner programs, partner engagement, partner solutions, partner management, partner alliances, partner channel, ' +
  'partner manager programs, channel partner, channel partners, alliance partner, technology partner, strategic partner, delivery partner, ' +
  'customer partner, client partner, sales partner, partner solution, partner technology, partner business, ' +
  'head start, headcount, president club, presidents club, founders club, owner relations, owner services, ' +
  'executive search, executive education, executive briefing, executive office, director level, manager level, vp level, ' +
  'office management, property owner, fleet owner, thought leader, opinion leader, squad leader, scout leader, group leader band, cheerleader, ' +
  'market leader, worship leader, youth leader, loss leader, chef de projet junior, non executive';

/** German compounds end with a rank: "Vertriebsleiter", "Finanzvorstand", "försäljningschef". The longest ending counts. */
export const RANK_ENDINGS: readonly (readonly [ending: string, rank: Seniority])[] = [
  ['geschaftsfuhrer', 'c_level'],
  ['geschaftsfuhrerin', 'c_level'],
  ['geschaeftsfuehrer', 'c_level'],
  ['geschaeftsfuehrerin', 'c_level'],
  ['geschaftsleitung', 'c_level'],
  ['vorstand', 'c_level'],
  ['inhaber', 'c_level'],
  ['inhaberin', 'c_level'],
  ['projektleiter', 'manager'],
  ['projektleiterin', 'manager'],
  ['projektleitung', 'manager'],
  ['teamleiter', 'manager'],
  ['teamleiterin', 'manager'],
  ['gruppenleiter', 'manager'],
  ['gruppenleiterin', 'manager'],
  ['schichtleiter', 'manager'],
  ['filialleiter', 'manager'],
  ['filialleiterin', 'manager'],
  ['bauleiter', 'manager'],
  ['leiter', 'head'],
  ['leiterin', 'head'],
  ['leitung', 'head'],
  ['direktor', 'director'],
  ['direktorin', 'director'],
  ['directeur', 'director'],
  ['vorsitzender', 'c_level'],
  ['vorsitzende', 'c_level'],
  ['managerin', 'manager'],
  ['manager', 'manager'],
  ['chefredakteur', 'head'],
  ['chef', 'head'],
  ['chefin', 'head'],
  ['sjef', 'head'],
  ['hoofd', 'head'],
  ['leider', 'manager'],
  ['leder', 'manager'],
  ['ledare', 'manager'],
  ['ansvarig', 'manager'],
  ['referent', 'individual'],
  ['referentin', 'individual'],
  ['berater', 'individual'],
  ['beraterin', 'individual'],
  ['entwickler', 'individual'],
  ['entwicklerin', 'individual'],
  ['ingenieur', 'individual'],
  ['ingenieurin', 'individual'],
  ['mitarbeiter', 'individual'],
  ['mitarbeiterin', 'individual'],
  ['medewerker', 'individual'],
  ['assistent', 'individual'],
  ['assistentin', 'individual'],
  ['assistente', 'individual'],
  ['assistenz', 'individual'],
  ['sekretar', 'individual'],
  ['sekretarin', 'individual'],
  ['redakteur', 'individual'],
  ['redakteurin', 'individual'],
  ['fachkraft', 'individual'],
  ['kaufmann', 'individual'],
  ['kauffrau', 'individual'],
  ['verkaufer', 'individual'],
  ['sachbearbeiter', 'individual'],
  ['adviseur', 'individual'],
  ['saljare', 'individual'],
  ['praktikant', 'intern'],
  ['praktikantin', 'intern'],
  ['student', 'intern'],
  ['studentin', 'intern'],
];

/** Words with such an ending that name no rank. */
export const NO_COMPOUNDS = new Set(
  'halbleiter begleiter blitzableiter wellenleiter leiterplatten mischef kuchenchef souschef reiseleiter reiseleiterin fahrdienstleiter gleiter kleider nonstudent handleider'.split(
    ' ',
  ),
);

/** A head of these has a craft and no department: "head cook", "head football coach". */
export const CRAFTS = new Set(
  (
    'chef cook waiter waitress server bartender barista baker brewer butcher gardener groundskeeper groundsman housekeeper janitor custodian ' +
    'cashier concierge porter butler receptionist nurse coach trainer instructor teacher master mistress girl boy lifeguard pro golf ' +
    'stylist hairdresser barber tailor seamstress mechanic electrician plumber carpenter welder driver usher host hostess sommelier ' +
    'winemaker distiller brewmaster keeper zookeeper librarian caretaker steward stewardess teller babysitter nanny counselor lineman ' +
    'referee umpire caddie cleaner maid valet roaster florist groom'
  ).split(' '),
);
