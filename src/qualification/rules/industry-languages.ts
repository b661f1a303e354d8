import type { Sector } from './sectors.js';

/** The commonest industries in tr, ru, pl, sv/da/no and cs, lower case, without accents. */
export const WORDS_OF_MORE_LANGUAGES: Partial<Record<Sector, string>> = {
  software:
    'yazilim, bilisim, bilgi teknolojileri, информационные технологии, программное обеспечение, разработка по, разработка программного обеспечения, ит, ' +
    'oprogramowanie, informatyka, uslugi it, mjukvara, programvara, programvare, software a it, informacni technologie',
  finance:
    'sigorta, sigortacilik, bankacilik, finans, банк, банки, банковское дело, финансы, финансовые услуги, страхование, bankowosc, ubezpieczenia, finanse, ' +
    'forsakring, forsikring, bankovnictvi, pojistovnictvi',
  health:
    'saglik, saglik hizmetleri, hastane, ilac, здравоохранение, медицина, фармацевтика, больница, клиника, zdrowie, opieka zdrowotna, farmacja, ' +
    'sjukvard, halsovard, sundhed, zdravotnictvi',
  manufacturing:
    'uretim, imalat, otomotiv, makine, kimya, tekstil, производство, машиностроение, автомобильная промышленность, химическая промышленность, промышленность, ' +
    'produkcja, przemysl, tillverkning, tillverkningsindustri, fremstilling, vyroba, strojirenstvi',
  professional:
    'danismanlik, hukuk, reklam, muhasebe, консалтинг, юридические услуги, маркетинг, реклама, бухгалтерия, doradztwo, uslugi prawne, ksiegowosc, ' +
    'radgivning, reklambyra, poradenstvi',
  retail:
    'perakende, toptan, e ticaret, розничная торговля, оптовая торговля, торговля, handel detaliczny, handel hurtowny, detaljhandel, maloobchod, velkoobchod',
  education:
    'egitim, universite, образование, университет, edukacja, szkolnictwo, uniwersytet, utbildning, uddannelse, utdanning, vzdelavani',
  construction: 'insaat, строительство, budownictwo, bygg, byggeri, stavebnictvi',
  logistics: 'lojistik, nakliye, логистика, транспорт, перевозки, logistyka, logistika, doprava',
  energy: 'enerji, энергетика, нефть и газ, energetyka, energetika',
  realEstate: 'gayrimenkul, emlak, недвижимость, nieruchomosci, fastigheter, ejendomme, eiendom',
  hospitality:
    'turizm, otel, otelcilik, гостиницы, туризм, рестораны, turystyka, hotelarstwo, besoksnaring, cestovni ruch',
  publicSector:
    'kamu, kamu sektoru, belediye, государственное управление, государственный сектор, administracja publiczna, offentlig sektor, verejna sprava',
  nonprofit: 'некоммерческая организация, нко, organizacja pozarzadowa, neziskova organizace',
  telecom: 'telekomunikasyon, телекоммуникации, связь, telekomunikacja, telekomunikace',
  agriculture: 'tarim, сельское хозяйство, агропромышленность, rolnictwo, jordbruk, lantbruk, landbrug, zemedelstvi',
  media: 'medya, сми, медиа, издательство, wydawnictwo',
};

/** Parts of industries in scripts without spaces: zh, ja, ko. The first that a name holds decides. */
const UNSPACED_PARTS: readonly (readonly [sector: Sector, parts: string])[] = [
  ['realEstate', '不動産 房地产 房地產 부동산'],
  ['education', '教育 学校 學校 大学 大學 培训 교육 대학교 학원'],
  [
    'health',
    '医療 医疗 醫療 医院 醫院 病院 製薬 制药 製藥 医药 醫藥 生物技术 バイオ ヘルスケア 介護 의료 제약 병원 헬스케어',
  ],
  ['finance', '金融 銀行 银行 保険 保险 保險 証券 证券 證券 投資 投资 금융 은행 보험 증권 투자'],
  [
    'software',
    'ソフトウェア ソフトウエア 情報通信 情報技術 情報サービス システム開発 インターネット 软件 軟體 軟件 互联网 網際網路 信息技术 資訊科技 소프트웨어 정보기술 인터넷 정보통신',
  ],
  ['telecom', '通信 电信 電信 통신'],
  ['media', '出版 メディア 放送 新聞 传媒 媒体 媒體 新闻 미디어 출판 방송'],
  ['professional', 'コンサル 咨询 諮詢 顾问 広告 广告 廣告 法律 律师 会計 会计 會計 人材 컨설팅 광고 법률 회계'],
  ['retail', '小売 小賣 零售 百貨 電子商取引 电子商务 電子商務 卸売 批发 商社 소매 유통 전자상거래'],
  ['logistics', '物流 運輸 运输 運送 物流業 물류 운송'],
  ['construction', '建設 建築 建筑 建设 土木 건설 건축'],
  ['energy', 'エネルギー 電力 电力 能源 石油 에너지 전력'],
  ['hospitality', 'ホテル 飲食 旅行 観光 酒店 餐饮 餐飲 旅游 旅遊 호텔 외식 관광 여행'],
  ['publicSector', '官公庁 自治体 政府 公共 정부 공공'],
  ['agriculture', '農業 农业 林業 漁業 農林 농업'],
  [
    'manufacturing',
    '製造 制造 メーカー 自動車 汽车 汽車 機械 机械 電子 电子 半導体 半导体 化学 化工 제조 자동차 기계 전자 반도체 화학',
  ],
];

const PARTS = UNSPACED_PARTS.flatMap(([sector, parts]) =>
  parts.split(' ').map((part) => [part.normalize('NFKD'), sector] as const),
);
const UNSPACED = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** @param words folded, as `wordsOf` gives them */
export function unspacedSectors(words: readonly string[]): Sector[] {
  return words.flatMap((word) => {
    if (!UNSPACED.test(word)) return [];
    const known = PARTS.find(([part]) => word.includes(part));
    return known === undefined ? [] : [known[1]];
  });
}
