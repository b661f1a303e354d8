import { describe, expect, it } from 'vitest';
import { decoderFor, encodingNamed, legacyEncodingOf } from './legacy-encoding.js';

/** The bytes of a text: each character's, by what they decode to. */
function bytesOf(text: string, encoding: string): Buffer {
  const decoder = decoderFor(encoding);
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Buffer.from([byte])), byte]));
  return Buffer.from(Array.from(text, (character) => bytes.get(character)!));
}

describe('The encoding of a text that is no UTF-8', () => {
  it.each([
    ['windows-1252', 'Müller & Söhne – „Bau“, Jörg Weiß: 10 € Rabatt…'],
    ['windows-1252', 'L’Œuvre créée, Zoé Lefèvre, déjà n°2 «ok»'],
    ['windows-1252', '¿Cuándo? ¡Ya! Ñandú, José Peña'],
    ['windows-1252', 'São João, Conceição Gonçalves, opções Müller'],
    ['windows-1252', 'Rødgrød A/S, Søren Ærø Østergård'],
    ['windows-1252', 'Þórður hf, Guðrún Ýr Þórisdóttir'],
    ['windows-1252', 'Yhtiö Äänekoski, Öö OÜ, Jüri Mõis'],
    ['windows-1254', 'Işık Yazılım, Şahin Güneş, Görüşme istiyor'],
    ['windows-1250', 'Żółw, Łukasz Wiśniewski, prezes zarządu, dzwonić po świętach'],
    ['windows-1250', 'Žižkovský pivovar, Jiří Dvořák, chce předvedení'],
    ['iso-8859-2', 'Łukasz Wiśniewski, święta'],
    ['macintosh', 'Café Élysée, Zoé Lefèvre, Fenêtres'],
    ['macintosh', 'Müller & Söhne, Jörg Weiß'],
    ['cp850', 'Müller Bäckerei, Jürgen Groß, Österreich'],
    ['cp850', 'Ñandú, José Peña, mañana'],
    ['windows-1251', 'ООО Ромашка, Иван Петров, Хочет демонстрацию'],
    ['windows-1251', 'ТОВ Ромашка, Іван Петренко, Бажає побачити демо'],
    ['koi8-r', 'ООО Ромашка, Иван Петров, Хочет демонстрацию'],
    ['ibm866', 'ООО Ромашка, Иван Петров, Хочет демонстрацию'],
    ['windows-1253', 'Εταιρεία Αθηνών, Γιώργος Παπαδόπουλος'],
    [undefined, 'חברת תוכנה, דוד כהן, רוצה הדגמה', 'windows-1255'],
    [undefined, 'מיתוג', 'windows-1255'],
    [undefined, 'شركة البرمجيات, محمد علي, يريد عرضا', 'windows-1256'],
  ])('is %s for "%s"', (found, text, encoding = found ?? '') => {
    expect(legacyEncodingOf(bytesOf(text, encoding))).toBe(found);
    expect(decoderFor(encoding).decode(bytesOf(text, encoding))).toBe(text);
  });

  it.each([
    ['shift_jis', '8e5293632091be98592c83668382'],
    ['euc-jp', 'bbb3c5c42cc2c0cfba2ca5c7a5e2'],
    ['euc-kr', 'b1e8c3b6bcf62cb5a5b8f0bff4c3bb'],
    ['gb18030', 'b1b1bea9c8edbcfed3d0cfdeb9abcbbe'],
    ['big5', 'a578a55fb36ec5e9a6b3adada4bda571'],
  ])('is %s for bytes of its script', (encoding, hex) => {
    expect(legacyEncodingOf(Buffer.from(hex, 'hex'))).toBe(encoding);
  });

  it('has many names', () => {
    const names = ['CP1251', 'Shift-JIS', 'sjis', 'cp932', 'latin1', 'mac-roman', 'IBM850', 'klingon', ''];
    expect(names.map(encodingNamed)).toEqual([
      ...['windows-1251', 'shift_jis', 'shift_jis', 'shift_jis', 'windows-1252', 'macintosh', 'cp850'],
      ...[undefined, undefined],
    ]);
  });
});
