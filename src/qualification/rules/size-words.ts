/**
 * What texts on company sizes say around their numbers, in the languages of the exports that were seen: en, de, fr, es, pt,
 * it, nl, sv/da/no, fi, pl, cs, hu, ro, ru, uk, tr, el, ar, he, vi, id, ja, zh, ko. Lower case, without accents.
 */

/** `~` stands between the ends of a range, `f` before its lower one; the others compare what follows or precedes them. */
export type SizeSign = '~' | 'f' | '>' | '≥' | '<' | '≤';

/** Comparisons that stand before their number. */
export const SIGNS_BEFORE: Record<Exclude<SizeSign, '~'>, string> = {
  '>':
    'more than, greater than, larger than, bigger than, over, above, exceeding, in excess of, mehr als, uber, grosser als, ' +
    'plus de, + de, au dela de, superieur a, superieure a, mas de, + de, por encima de, superior a, mayor de, mayor que, ' +
    'mais de, mais que, acima de, piu di, oltre, superiore a, maggiore di, meer dan, boven, groter dan, mer an, fler an, over, ' +
    'mere end, flere enn, flere end, mer enn, ponad, powyzej, wiecej niz, более, больше, свыше, более чем, понад, більше, більше ніж, більш ніж, 超过, 超過, 超, 多于, 초과, ' +
    'vice nez, tobb mint, περισσοτεροι απο, περισσοτερους απο, πανω απο, ανω των, peste, mai mult de, mai multi de, أكثر من, יותר מ, מעל, hon, tren, lebih dari, yli, enemman kuin',
  '≥':
    'at least, no less than, not less than, no fewer than, not fewer than, minimum, minimum of, min, starting at, >, >=, ' +
    'mindestens, mind, wenigstens, minimal, ab, a partir de, au moins, minimum de, al menos, por lo menos, como minimo, minimo, ' +
    'minimo de, desde, pelo menos, no minimo, almeno, come minimo, minstens, ten minste, vanaf, minimaal, minst, mindst, fran, co najmniej, ' +
    'минимум, не менее, от, щонайменше, не менше, від, en az, 至少, 不少于, 최소, ' +
    'from, od, nejmene, alespon, legalabb, τουλαχιστον, cel putin, على الأقل, לפחות, it nhat, minimal, vahintaan',
  '<':
    'less than, fewer than, smaller than, under, below, lower than, unter, weniger als, kleiner als, moins de, - de, inferieur a, ' +
    'inferieure a, menos de, inferior a, menor de, menor que, por debajo de, abaixo de, menos que, meno di, inferiore a, ' +
    'sotto i, minder dan, onder, kleiner dan, farre an, mindre an, faerre end, mindre enn, faerre enn, ponizej, mniej niz, ' +
    'менее, меньше, меньше чем, менее чем, менше, менше ніж, 少于, 不到, 小于, ' +
    'mene nez, kevesebb mint, λιγοτεροι απο, λιγοτερους απο, κατω απο, mai putin de, sub, أقل من, פחות מ, duoi, it hon, kurang dari, alle',
  '≤':
    'up to, upto, at most, no more than, not more than, max, maximum, maximum of, not over, bis zu, bis, hochstens, maximal, ' +
    'max, nicht mehr als, jusqu a, jusqua, au plus, au maximum, pas plus de, hasta, como maximo, a lo sumo, maximo, maximo de, no mas de, ' +
    'ate, no maximo, nao mais de, fino a, al massimo, non piu di, massimo, tot, tot en met, hoogstens, maximaal, niet meer dan, ' +
    'upp till, hogst, op til, hojst, opptil, do, maksymalnie, co najwyzej, до, не более, максимум, en fazla, 最多, 不超过, 최대, ' +
    'nejvyse, legfeljebb, εως, μεχρι, το πολυ, cel mult, حتى, עד, toi da, hingga, maksimal, enintaan',
  f:
    'between, von, zwischen, de, entre, da, dal, tra, fra, van, tussen, mellan, mellem, mellom, miedzy, mezi, μεταξυ, intre, من, מ, בין, tu, antara, dari, между, між, ' +
    'entre os, entre las, 从',
};

/** Comparisons that stand behind their number. */
export const SIGNS_BEHIND: Partial<Record<SizeSign, string>> = {
  '≥':
    '+, et +, y +, e +, und +, and +, or more, and more, or above, and above, or over, and over, and up, or up, or greater, or larger, upwards, plus, ' +
    'und mehr, oder mehr, u mehr, und daruber, et plus, ou plus, et au dela, y mas, o mas, en adelante, e mais, ou mais, ' +
    'ou superior, e piu, o piu, ed oltre, e oltre, oltre, en meer, of meer, en hoger, och fler, eller fler, eller mer, och mer, ' +
    'og mere, eller flere, og mer, i wiecej, lub wiecej, и более, и больше, или более, ve uzeri, veya uzeri, ve ustu, veya ustu, ustu, up, & up, & more, & above, & over, u . mehr, a vice, nebo vice, vagy tobb, και ανω, και πανω, ' +
    'sau mai mult, si peste, فأكثر, או יותר, ומעלה, tro len, ke atas, tai enemman, 以上, 이상, 及以上',
  '≤':
    'or less, or fewer, and less, and fewer, and under, max, maximum, oder weniger, und weniger, maximal, ou moins, et moins, ' +
    'maximum, o menos, y menos, como maximo, ou menos, e menos, no maximo, o meno, e meno, of minder, en minder, eller farre, ' +
    'eller mindre, lub mniej, i mniej, и менее, или менее, 以下, 以内, 이하, 이내, ' +
    'nebo mene, vagy kevesebb, και κατω, sau mai putin, tro xuong, tai vahemman',
  '>': 'dan fazla, den fazla, tan fazla, ten fazla, uzeri',
  '<': '未満, 未满, 미만, dan az, den az, tan az, ten az, dan kucuk, den kucuk',
};

/** Words between the two ends of a range. */
export const RANGE_WORDS =
  'to, and, or, but, aber, mais, pero, through, thru, till, until, bis, und, oder, a, et, ou, y, o, e, hasta, ate, al, ed, tot, of, en, och, til, ' +
  'till, og, do, i, lub, до, и, или, та, ile, ila, az, nebo, εως, μεχρι, la, pana la, إلى, עד, den, hingga, sampai, 至, 到, から';

/** Words that say nothing here; any other makes the text unreadable rather than misread. */
export const NOISE =
  'employee, employees, empl, emp, emps, ppl, pers, humans, ft, pt, global, linkedin, employed, people, persons, person, staff, fte, ftes, headcount, head count, heads, team, team size, member, ' +
  'members, worker, workers, workforce, colleagues, of, with, about, approx, approximately, around, circa, ca, c, roughly, nearly, almost, some, ' +
  'total, in total, in, the, a, an, we, have, are, has, is, size, sized, company, companies, company size, business, firm, ' +
  'startup, start up, enterprise, corporate, smb, sme, small, medium, mid, midsize, large, larger, very, sized, market, micro, ' +
  'self, employed, solo, worldwide, globally, full time, number, no of, est, estimated, range, local, on linkedin, ' +
  'mitarbeiter, ma, mitarbeitern, personal, mitarbeitende, mitarbeitenden, mitarbeiterinnen, mitarbeiterzahl, beschaftigte, beschaftigten, angestellte, ' +
  'personen, leute, leuten, kopfe, kopfen, angestellten, kollegen, kolleginnen, arbeitnehmer, arbeitnehmern, mit, ein, eine, rund, etwa, ungefahr, zirka, knapp, gut, kleinunternehmen, mittelstand, grossunternehmen, konzern, ' +
  'unternehmen, innen, anzahl, der, die, weltweit, vollzeit, ' +
  'employes, employees, employe, salaries, salarie, salariees, personnes, collaborateurs, collaboratrices, effectif, effectifs, ' +
  'agents, equipe, avec, un, une, environ, pres de, pme, eti, tpe, entreprise, grande, petite, moyenne, de, d, l, la, le, les, des, ' +
  'empleados, empleado, empleadas, trabajadores, trabajador, personas, colaboradores, plantilla, unos, cerca de, alrededor de, ' +
  'aproximadamente, aprox, unas, empresa, mediana, pequena, pyme, los, las, el, ' +
  'funcionarios, funcionario, funcionarias, pessoas, trabalhadores, empregados, colaborador, por volta de, uns, umas, media, grande, os, as, ' +
  'dipendenti, dipendente, addetti, persone, lavoratori, collaboratori, circa, impiegati, azienda, piccola, organico, i, gli, ' +
  'medewerkers, medewerker, werknemers, personen, mensen, ongeveer, circa, bedrijf, mkb, tussen de, ' +
  'anstallda, anstalld, medarbetare, ansatte, medarbejdere, personer, cirka, ungefar, omkring, ' +
  'pracownikow, pracownicy, pracownik, osob, osoby, zatrudnionych, okolo, ' +
  'сотрудников, сотрудника, сотрудники, сотрудник, человек, чел, работников, работники, около, примерно, штат, ' +
  'працівників, працівники, співробітників, співробітники, осіб, людей, близько, приблизно, ' +
  'zamestnancu, zamestnanci, zamestnanec, lidi, osob, priblizne, zhruba, fo, fos, alkalmazott, munkatars, korulbelul, εργαζομενοι, εργαζομενους, υπαλληλοι, ατομα, περιπου, ' +
  'angajati, salariati, aproximativ, persoane, موظف, موظفين, موظفا, عامل, شخص, حوالي, עובדים, אנשים, בערך, כ, nhan vien, nguoi, khoang, karyawan, pegawai, orang, ' +
  'sekitar, tyontekijaa, henkilostoa, henkiloa, noin, just, me, only, ee, ees, hc, heads, ge, einschliesslich, vollzeitstellen, vollzeitkrafte, ' +
  'vollzeitaquivalente, vza, s, innen, in, ansatte, 人数, 员工人数, 大约, 大約, ' +
  'calisan, calisanlar, calisani, kisi, personel, yaklasik, arasi, arasinda, ' +
  'tranche, bracket, band, class, classe, klasse, grossenklasse, category, kategorie, fascia, faixa, rango, porte, taille, tamano, tamanho, incl, including, ' +
  'contractors, freelancers, estimate, estimation, geschatzt, estime, estimado, stimato, geschat, οι, etp, ' +
  'ish, odd, 左右, 多, 余, 餘, 余り, 여, ' +
  '程度, くらい, ぐらい, 人, 名, 명, 인, 人間, 約, 约, 大约, 약, 従業員, 従業員数, 社員, 社員数, 员工, 員工, 员工数, 名员工, 人员, 规模, 直原, 직원, 사원, 규모';

/** Words of scripts without spaces, which stand directly behind numbers. */
export const UNSPACED =
  /[百千万萬백천만]|程度|左右|[多余餘]|员工人数|大约|大約|人数|くらい|ぐらい|及以上|以上|以下|以内|未満|未满|超过|超過|少于|不到|从业|従業員数|従業員|社員数|社員|员工数|员工|員工|人员|人間|至少|不少于|不超过|最多|から|人|名|명|인|이상|이하|이내|미만|초과|직원|사원|최소|최대|至|到|約|约|약/g;

/** What multiplies the number before it. */
export const MULTIPLES = new Map<string, number>([
  ...'k thousand tsd tausend mil mille mila duizend tusen tys тыс тысяч bin 千 천'.split(' ').map(multiplying(1000)),
  ...'万 萬 만'.split(' ').map(multiplying(10_000)),
  ...'hundred hundert honderd cent cents cento hundra hundre 百 백'.split(' ').map(multiplying(100)),
]);

/** Units that come in parts: a half is a person all the same. */
export const FULL_TIME = /(?<!\p{L})(?:ftes?|vza|etp|vollzeitaquivalente|vollzeitstellen)(?!\p{L})/u;

export const ALONE =
  'self employed, selfemployed, sole trader, sole proprietor, freelance, freelancer, solo, solopreneur, just me, only me, ' +
  'myself, myself only, one person, one man band, selbststandig, selbstandig, einzelunternehmer, freiberufler, independant, ' +
  'auto entrepreneur, autoentrepreneur, travailleur independant, autonomo, autonoma, trabajador autonomo, trabalhador autonomo, ' +
  'libero professionista, lavoratore autonomo, zzp, zzper, eenmanszaak, egenforetagare, self, one, just myself, one man show, one man business, one woman show, one person company, ' +
  'one person business, single person, independent contractor, einzelfirma, einzelkampfer, ich ag, profesional independiente, freelance independiente, ' +
  'mei, micro entrepreneur, microentrepreneur, entreprise individuelle, ditta individuale, partita iva, enskild firma, enkeltmandsvirksomhed, enkeltpersonforetak, ' +
  'jednoosobowa dzialalnosc, jednoosobowa dzialalnosc gospodarcza, osvc, egyeni vallalkozo, pfa, serbest meslek, sahis sirketi, ип, самозанятый, ' +
  '自営業, 個人事業主, フリーランス, 自由职业, 自由职业者, 个体户, 프리랜서, 1인 기업, 1인기업';

/** Month names as spreadsheets shorten them, January first. */
export const MONTHS = [
  'jan, januar, january, janv, janvier, ene, enero, gen, gennaio, januari, sty, янв',
  'feb, februar, february, fev, fevr, fevrier, febrero, febbraio, februari, lut, фев',
  'mar, marz, mrz, march, mars, marzo, maart, mrt, maerz, мар',
  'apr, april, avr, avril, abr, abril, aprile, kwi, апр',
  'may, mai, mayo, mag, maggio, mei, maj, май',
  'jun, juni, june, juin, junio, giu, giugno, cze, июн',
  'jul, juli, july, juil, juillet, julio, lug, luglio, lip, июл',
  'aug, august, aout, ago, agosto, augustus, sie, авг',
  'sep, sept, september, septembre, septiembre, set, settembre, wrz, сен',
  'oct, okt, october, oktober, octobre, octubre, ott, ottobre, out, paz, окт',
  'nov, november, novembre, noviembre, novembro, lis, ноя',
  'dec, dez, december, dezember, decembre, dic, diciembre, dicembre, des, gru, дек',
];

function multiplying(factor: number): (word: string) => [string, number] {
  return (word) => [word, factor];
}

/**
 * Classes of companies: the European Union's (Recommendation 2003/361/EC), which Turkey has too, and the one above them in France
 * (Décret 2008-1354). "Mid-market", "Enterprise" and the like have no such limits.
 */
export const SIZE_CLASSES: { names: string; min: number; max: number }[] = [
  {
    names:
      'tpe, tres petite entreprise, micro enterprise, microenterprise, kleinstunternehmen, microempresa, microimpresa',
    min: 1,
    max: 9,
  },
  { names: 'mediana empresa, media empresa, media impresa, moyenne entreprise, medium enterprise', min: 50, max: 249 },
  {
    names:
      'sme, smes, kmu, pme, pyme, pymes, mkb, kmo, msp, мсп, kobi, small and medium enterprise, small and medium sized enterprise, ' +
      'kleine und mittlere unternehmen, petite et moyenne entreprise, pequena y mediana empresa, piccola e media impresa',
    min: 1,
    max: 249,
  },
  { names: 'eti, entreprise de taille intermediaire', min: 250, max: 4_999 },
];
