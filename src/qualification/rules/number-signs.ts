const HAN: Record<string, number> = { 一: 1, 二: 2, 两: 2, 兩: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const HANGUL: Record<string, number> = { 일: 1, 이: 2, 삼: 3, 사: 4, 오: 5, 육: 6, 칠: 7, 팔: 8, 구: 9 };
const POWERS: Record<string, number> = {
  十: 10,
  십: 10,
  百: 100,
  백: 100,
  千: 1000,
  천: 1000,
  万: 1e4,
  萬: 1e4,
  만: 1e4,
};
/** Numbers in the signs of Chinese, Japanese and Korean, before what is counted; "数百" is no number. */
const HAN_NUMBER =
  /(?<![\d数數几幾何第一-十百千万萬])[一二两兩三四五六七八九十百千万萬]{1,9}(?=\s*(?:[多余餘]?[人名]|[員员]|以上|以下|以内|未満|未满|左右|程度|至|到|から|$))/gu;
const HANGUL_NUMBER = /(?<![\d가-힣])[일이삼사오육칠팔구십백천만]{1,9}(?=\s*(?:여\s*)?(?:명|인))/gu;

/** A text of Chinese, Japanese or Korean with its numbers in digits: "百人以上" becomes "100人以上". */
export function signsInDigits(text: string): string {
  return text
    .replace(HAN_NUMBER, (signs) => String(valueOfSigns(signs, HAN)))
    .replace(HANGUL_NUMBER, (signs) => String(valueOfSigns(signs, HANGUL)));
}

function valueOfSigns(signs: string, digits: Record<string, number>): number {
  let total = 0;
  let rest = 0;
  let digit = 0;
  for (const sign of signs) {
    const power = POWERS[sign];
    if (power === undefined) digit = digits[sign] ?? 0;
    else if (power === 1e4) {
      total += Math.max(rest + digit, 1) * power;
      rest = digit = 0;
    } else {
      rest += Math.max(digit, 1) * power;
      digit = 0;
    }
  }
  return total + rest + digit;
}
