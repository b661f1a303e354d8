/** The countries of ISO 3166-1, and Kosovo, by the code that it has in use: alpha-2 and alpha-3 of each, one behind the other. Their names are `Intl`'s. */
const CODES = `
  ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB
  BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR
  BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR
  CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK
  FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS
  GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN
  ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO
  LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD
  MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER
  NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM
  PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP
  SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF
  TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY
  UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM XKXKX YEYEM YTMYT ZAZAF ZMZMB ZWZWE`;

/** Names in use that `Intl` does not give, in English unless their countries use them themselves. */
const OTHER_NAMES: Record<string, string> = {
  AE: 'UAE, Emirates, VAE, EAU, ОАЭ, BAE',
  AG: 'Antigua',
  AL: 'Shqiperia',
  AT: 'Republik Österreich',
  BA: 'Bosna i Hercegovina',
  CD: 'Democratic Republic of the Congo, DR Congo, DRC, Congo Democratic Republic, Congo Democratic Republic of',
  CG: 'Republic of the Congo',
  CH: 'Swiss Confederation, SUI, Helvetia, Schweizerische Eidgenossenschaft',
  CI: 'Ivory Coast, Cote d Ivoire',
  CN: 'PR China, PRC, Mainland China, 中华人民共和国, 中華人民共和国, 中華人民共和國',
  CV: 'Cape Verde, Cabo Verde',
  CZ: 'Česká republika, Чешская Республика, Česko, Czech Republic, Czech Rep, Tschechische Republik, République tchèque, República Checa, Repubblica Ceca',
  DE: 'Federal Republic of Germany, Bundesrepublik Deutschland, BRD, GER',
  DK: 'DEN',
  DO: 'Dominican Rep',
  EE: 'Eesti',
  ES: 'Kingdom of Spain',
  FI: 'Suomi',
  FR: 'French Republic, République française',
  GB: 'Great Britain, Britain, England, Scotland, Wales, Northern Ireland, Großbritannien, Grande-Bretagne, Gran Bretaña, Gran Bretagna, Groot-Brittannië, Engeland, Inglaterra, Angleterre, Inghilterra, Anglia, Anglie, Anglicko, Engleska, İngiltere, Англия, Англія, Αγγλία, イングランド, 英格兰, 영국, N Ireland, Nordirland, Irlande du Nord, Schottland, Écosse, Escocia, 英国, Great Britain and Northern Ireland, United Kingdom of Great Britain and Northern Ireland',
  GR: 'Hellas, Hellenic Republic',
  HK: 'Hong Kong SAR, Hongkong',
  HR: 'Hrvatska, CRO',
  HU: 'Magyarország',
  IE: 'Republic of Ireland, Éire',
  IN: 'Bharat',
  JP: 'Nippon, Nihon, 日本国',
  KP: "N Korea, Democratic People's Republic of Korea, Korea Democratic People's Republic of, DPRK",
  KR: 'S Korea, Republic of Korea, Korea Republic of, Korea, ROK, 한국',
  LA: "Lao People's Democratic Republic, Lao PDR",
  LT: 'Lietuva',
  LU: 'Lëtzebuerg',
  LV: 'Latvija',
  LY: 'Libyan Arab Jamahiriya',
  ME: 'Crna Gora',
  MK: 'Macedonia, FYROM',
  MM: 'Burma',
  MO: 'Macau',
  NL: 'Holland, NED, Hollande, Holanda, Olanda, Holandia, Holandsko, Hollandia, Hollandi, Голландия, Голландія, Ολλανδία, 荷兰, 荷蘭, هولندا',
  NZ: 'Aotearoa',
  PH: 'PHI',
  PS: 'Palestinian Territory, Occupied Palestinian Territory, Palestinian Territory Occupied, State of Palestine, Palestine State of',
  PT: 'POR',
  RS: 'Srbija',
  RU: 'Russian Federation, Российская Федерация, РФ, Russische Föderation, Fédération de Russie, Federación Rusa, Federación de Rusia',
  SA: 'KSA, Saudi, السعودية, العربية السعودية',
  SH: 'Saint Helena Ascension and Tristan da Cunha',
  SI: 'Slovenija',
  SK: 'Slovak Republic',
  SY: 'Syrian Arab Republic',
  SZ: 'Swaziland',
  TH: 'ประเทศไทย',
  TL: 'East Timor',
  TR: 'Turkey',
  TT: 'Trinidad',
  TW: 'Republic of China, Taiwan Province of China, Taiwan R O C, Taiwan ROC',
  US: "U S A, U S, United States of America, America, États-Unis d'Amérique, Vereinigte Staaten von Amerika, Estados Unidos de América, Stati Uniti d'America, Verenigde Staten van Amerika, EEUU, EE UU, EUA, ABD, Amerika, Amérique, États Unis d'Amérique, США, Америка, Соединённые Штаты Америки, アメリカ, 米国, 美国, 美國, أمريكا",
  VA: 'Holy See, Vatican',
  VG: 'Virgin Islands British',
  VI: 'Virgin Islands US, Virgin Islands of the United States',
  VN: 'Viet Nam',
  ZA: 'RSA',
};

/** Languages, besides English, whose names of countries are read, by their script; those that come first win. */
const LANGUAGES: [script: RegExp, languages: string][] = [
  [/\p{sc=Latn}/u, 'de fr es pt it nl sv da nb pl cs tr fi hu ro sk hr'],
  [/\p{sc=Cyrl}/u, 'ru uk bg sr'],
  [/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u, 'ja zh zh-Hant'],
  [/\p{sc=Hang}/u, 'ko'],
  [/\p{sc=Arab}/u, 'ar fa'],
  [/\p{sc=Hebr}/u, 'he'],
  [/\p{sc=Grek}/u, 'el'],
  [/\p{sc=Deva}/u, 'hi'],
  [/\p{sc=Thai}/u, 'th'],
];

/** Forms of state before or behind a name, as in "Iran, Islamic Republic of". */
const FORM = String.raw`(?:(?:federal|federative|islamic|peoples|democratic|socialist|united|bolivarian|plurinational|federated|hashemite|former yugoslav|arab|co operative|cooperative) )*(?:republic|kingdom|states|principality|grand duchy|commonwealth|sultanate|plurinational state) of`;
const FORMS = new RegExp(`^${FORM} (?=.)|(?<=.) ${FORM}$`, 'u');

const LETTERS: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', æ: 'ae', đ: 'd', ı: 'i', '&': ' and ' };

const english = new Map<string, string>();
for (const [, alpha2 = '', alpha3 = ''] of CODES.matchAll(/([A-Z]{2})([A-Z]{3})/g)) {
  for (const code of [alpha2, alpha3]) english.set(keyOf(code), alpha2);
}
const ALPHA2 = [...new Set(english.values())];
for (const [alpha2, names] of Object.entries(OTHER_NAMES)) {
  for (const name of names.split(', ')) learn(english, name, alpha2);
}
for (const style of ['long', 'short'] as const) learnLanguage(english, 'en', style);

const foreign = new Map<RegExp, Map<string, string>>();

/** The alpha-2 code of a country by its code or one of its names, in any case, with and without accents and punctuation. */
export function codeByName(name: string): string | undefined {
  const code = english.get(name.toLowerCase());
  if (code !== undefined) return code;
  const key = keyOf(name);
  return english.get(key) ?? foreignCode(key) ?? english.get(key.replace(FORMS, ''));
}

function foreignCode(key: string): string | undefined {
  const [script, languages] = LANGUAGES.find(([letters]) => letters.test(key)) ?? [];
  if (script === undefined || languages === undefined) return undefined;
  let names = foreign.get(script);
  // Made when a name is not English for the first time: those in Latin letters take some 20 ms.
  if (names === undefined) {
    names = new Map();
    for (const language of languages.split(' ')) learnLanguage(names, language, 'long');
    foreign.set(script, names);
  }
  return names.get(key);
}

function learnLanguage(names: Map<string, string>, language: string, style: 'long' | 'short'): void {
  const inLanguage = new Intl.DisplayNames(language, { type: 'region', style });
  for (const alpha2 of ALPHA2) learn(names, inLanguage.of(alpha2) ?? alpha2, alpha2);
}

/** Umlauts are also known as "ae", "oe", "ue". */
function learn(names: Map<string, string>, name: string, alpha2: string): void {
  const spelledOut = name.normalize('NFC').replace(/[äöü]/giu, (umlaut) => `${umlaut.normalize('NFD').charAt(0)}e`);
  for (const key of [keyOf(name), keyOf(spelledOut)]) {
    if (key.length > 1 && !names.has(key)) names.set(key, alpha2);
  }
}

function keyOf(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[ßøłæđı&]/gu, (letter) => LETTERS[letter] ?? letter)
    .replace(/\bst\b\.?/gu, 'saint')
    .replace(/[\p{Pd}/]/gu, ' ')
    .replace(/[^\p{L} ]/gu, '')
    .replace(/\bthe\b/gu, '')
    .replace(/ +/gu, ' ')
    .trim();
}
