import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { Satisfies } from './rule.decorator.js';

/** The countries of ISO 3166-1: alpha-2 and alpha-3 of each, one behind the other. Their names are `Intl`'s. */
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
  UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE`;

const MAX_LENGTH = 100;

/** Names in use that `Intl` does not give. */
const OTHER_NAMES: Record<string, string> = {
  'United States of America': 'US',
  'Great Britain': 'GB',
  'Russian Federation': 'RU',
  'Republic of Korea': 'KR',
  'Viet Nam': 'VN',
  Turkey: 'TR',
  'Czech Republic': 'CZ',
  Holland: 'NL',
  'Ivory Coast': 'CI',
  Burma: 'MM',
  Swaziland: 'SZ',
  'Cape Verde': 'CV',
  'Cabo Verde': 'CV',
  'Democratic Republic of the Congo': 'CD',
  'Republic of the Congo': 'CG',
};

const alpha2By = new Map<string, string>();
for (const style of ['long', 'short'] as const) {
  const names = new Intl.DisplayNames('en', { type: 'region', style });
  for (const [, alpha2 = '', alpha3 = ''] of CODES.matchAll(/([A-Z]{2})([A-Z]{3})/g)) {
    for (const text of [alpha2, alpha3, names.of(alpha2) ?? alpha2]) alpha2By.set(keyOf(text), alpha2);
  }
}
for (const [name, alpha2] of Object.entries(OTHER_NAMES)) alpha2By.set(keyOf(name), alpha2);

/** The alpha-2 code of a country, by its alpha-2 or alpha-3 code or its English name, in any case. */
export function countryCode(text: string): string | undefined {
  // Unicode orders a run of combining marks in quadratic time.
  if (text.length > MAX_LENGTH) return undefined;
  return alpha2By.get(keyOf(text));
}

/** Names are the same with and without accents, punctuation and "the". */
function keyOf(text: string): string {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/\bst\b\.?/g, 'saint');
  return letters
    .replace(/[^a-z ]/g, '')
    .replace(/\bthe\b/g, '')
    .replace(/ +/g, ' ')
    .trim();
}

/** A country that may be absent: its ISO 3166-1 code or its English name; it arrives as the alpha-2 code. */
export function OptionalCountry(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      nullable: true,
      maxLength: MAX_LENGTH,
      description: 'ISO 3166-1 code, or English name.',
      example: 'DE',
    }),
    Transform(({ value }: { value: unknown }) => {
      const text = typeof value === 'string' ? value.trim() : value;
      if (typeof text !== 'string') return text;
      return text === '' ? null : (countryCode(text) ?? text);
    }),
    IsOptional(),
    Satisfies(
      'country',
      (value) => typeof value === 'string' && countryCode(value) === value,
      'must be an ISO 3166-1 code or the English name of a country',
    ),
  );
}
