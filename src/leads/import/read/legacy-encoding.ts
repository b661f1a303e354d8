import { TextDecoder } from 'node:util';
import { letterShare } from './letter-places.js';

/** Of Excel's "CSV (MS-DOS)", which `TextDecoder` does not know. */
const CP850 = 'cp850';
const CP850_LETTERS =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';
/** Names in use that the Encoding Standard has not. */
const OTHER_NAMES: Record<string, string> = {
  ...{ cp932: 'shift_jis', cp936: 'gbk', cp949: 'euc-kr', cp950: 'big5', cp866: 'ibm866', macroman: 'macintosh' },
  ...{ 'mac-roman': 'macintosh', ibm850: CP850, '850': CP850, 'dos-850': CP850, ansi: 'windows-1252' },
};

const LATIN = [CP850, 'macintosh', 'windows-1250', 'iso-8859-2'];
/** Letters beyond ASCII that stand together, as in "créée" and "żółć". */
const LONGEST_RUN = { western: 2, other: 4 };
/** Letters that only Icelandic has in Windows-1252, and that stand for those of Turkish. */
const ICELANDIC_OR_TURKISH = /[ÐÝýÞðþ]/g;
const ICELANDIC = /[áíúóæÁÍÚÓÆ]/;
/** "ø" stands for the "ř" of Czech where no Nordic letter is beside it; "õ" for the "ő" of Hungarian where none of Portuguese is. */
const CZECH = [/[øØ]/, /[íýìèšžù]/i] as const;
const NORDIC = /[åæðäö]/i;
const HUNGARIAN = [/[õÕ]/, /[öüÖÜ]/, /[áéíó]/i] as const;
const PORTUGUESE = /[ãç]/i;
/** Part of the characters that stand where letters do, in a text that is read rightly, and in one that may be. */
const RIGHT = 0.95;
const DOUBTFUL = 0.5;
/** Parts of such texts. */
const SOME = 0.1;
const MANY = 0.3;
const NEARLY_ALL = 0.9;
const SAMPLE = 16 * 1024;

/** Encodings of other scripts, and by which characters their texts are known. */
const SCRIPTS: [encoding: string, isRight: (text: string) => boolean][] = [
  ['shift_jis', (text) => part(text, /[ぁ-んァ-ヶ]/g) > SOME && part(text, /[\uff61-\uff9f]/g) < SOME],
  ['euc-jp', (text) => part(text, /[ぁ-んァ-ヶ]/g) > SOME && part(text, /[\uff61-\uff9f]/g) < SOME],
  ['euc-kr', (text) => part(text, /[가-힣]/g) > NEARLY_ALL],
  ['windows-1251', isCyrillic],
  ['koi8-r', isCyrillic],
  ['ibm866', isCyrillic],
  ['windows-1253', (text) => isBicameral(text, /\p{sc=Grek}/gu, /[αάοόιίεέτσςνρ]/giu)],
  [
    'gb18030',
    (text) =>
      isChinese(
        text,
        /[的一是在有人中国公司大限技术经理电话网站行业员工数北京上海软件姓名职位邮箱来源备注市场销售科信息]/g,
      ),
  ],
  [
    'big5',
    (text) =>
      isChinese(
        text,
        /[的一是在有人中國公司大限技術經理電話網站行業員工數台北軟體姓名職稱郵箱來源備註市場銷售科資訊]/g,
      ),
  ],
];

/** Decodes some bytes at a time. */
export interface StreamDecoder {
  decode(bytes?: Buffer, options?: { stream: boolean }): string;
}

/** The name of an encoding by one of its names; `undefined` if it is not known. */
export function encodingNamed(name: string): string | undefined {
  const key = name.trim().toLowerCase();
  const known = OTHER_NAMES[key] ?? key;
  if (known === CP850) return CP850;
  try {
    return new TextDecoder(known).encoding;
  } catch {
    return undefined;
  }
}

export function decoderFor(encoding: string): StreamDecoder {
  return encoding === CP850 ? { decode: (bytes) => fromCp850(bytes ?? Buffer.alloc(0)) } : new TextDecoder(encoding);
}

/**
 * The encoding of a text that is no UTF-8: Windows-1252, unless its letters stand where none do and another encoding puts
 * all of them right. `undefined` where it is surely not Windows-1252, and no other encoding is certain.
 */
export function legacyEncodingOf(bytes: Buffer): string | undefined {
  const sample = wholeLines(bytes.subarray(0, SAMPLE));
  const western = decoderFor('windows-1252').decode(sample);
  const share = letterShare(western, LONGEST_RUN.western);
  if (share >= RIGHT) return likeWestern(western);
  const script = SCRIPTS.find(([encoding, isRight]) => {
    const text = decoded(sample, encoding);
    return text !== undefined && isRight(text);
  });
  if (script !== undefined) return script[0];
  const [best] = LATIN.map((encoding) => ({
    encoding,
    share: letterShare(decoderFor(encoding).decode(sample), LONGEST_RUN.other),
  })).sort((one, other) => other.share - one.share);
  if (best !== undefined && best.share >= RIGHT && isAmongAscii(sample)) return best.encoding;
  return share >= DOUBTFUL ? 'windows-1252' : undefined;
}

function wholeLines(bytes: Buffer): Buffer {
  const end = Math.max(bytes.lastIndexOf('\n'), bytes.lastIndexOf('\r'));
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function decoded(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Which of the encodings it is that have letters in the same places. */
function likeWestern(text: string): string {
  if (isTurkish(text)) return 'windows-1254';
  const isCzech = CZECH.every((letter) => letter.test(text)) && !NORDIC.test(text);
  const isHungarian = HUNGARIAN.every((letter) => letter.test(text)) && !PORTUGUESE.test(text);
  return isCzech || isHungarian ? 'windows-1250' : 'windows-1252';
}

function isTurkish(text: string): boolean {
  return (text.match(ICELANDIC_OR_TURKISH)?.length ?? 0) > 1 && !ICELANDIC.test(text);
}

/** Whether letters beyond ASCII stand beside others, as in every language in Latin letters. */
function isAmongAscii(bytes: Buffer): boolean {
  return part(bytes.toString('latin1'), /(?<=[a-z])[^\x00-\x7f]|[^\x00-\x7f](?=[a-z])/gi) > DOUBTFUL;
}

function isCyrillic(text: string): boolean {
  return isBicameral(text, /\p{sc=Cyrl}/gu, /[оеаинтср]/giu);
}

/** A script with capitals, which stand at the beginnings of words or fill them, and with its commonest letters. */
function isBicameral(text: string, letters: RegExp, common: RegExp): boolean {
  const turned = text.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0;
  const capitals = text.match(/(?<!\p{L})[^\x00-\x7f]/gu)?.filter((letter) => /\p{Lu}/u.test(letter)).length ?? 0;
  const isMostlySmall = part(text, /\p{Ll}/gu) > DOUBTFUL;
  return isMostlySmall && part(text, letters) > NEARLY_ALL && part(text, common) > MANY && capitals > turned * 5;
}

function isChinese(text: string, common: RegExp): boolean {
  return part(text, /[\p{sc=Han}\u3000-\u303f\uff00-\uffef]/gu) > NEARLY_ALL && part(text, common) > SOME;
}

/** Part of the characters beyond ASCII. */
function part(text: string, characters: RegExp): number {
  const all = text.match(/[^\x00-\x7f]/gu)?.length ?? 0;
  return all === 0 ? 0 : (text.match(characters)?.filter((one) => one > '\x7f').length ?? 0) / all;
}

function fromCp850(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, (one) => CP850_LETTERS[one.charCodeAt(0) - 0x80] ?? one);
}
