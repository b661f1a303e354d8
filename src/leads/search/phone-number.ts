/** Fewer digits are as likely part of a name or an id. */
const FEWEST_DIGITS = 5;

/** Country codes of one and of two digits (ITU-T E.164); all others have three. */
const COUNTRY_CODE = /^(?:[17]|2[07]|3[0123469]|4[013456789]|5[12345678]|6[0123456]|8[1246]|9[01234]|9[58]|\d{3})/;

/**
 * The digits of a phone number that it has in every way of writing it: without the country code and the 0 in front.
 * `+49 30 1234`, `0049 30 1234` and `(030) 1234` are `301234`. `undefined` if there are too few for a phone number.
 */
export function nationalDigits(text: string): string | undefined {
  const digits = text.replace(/\D/g, '');
  const international = text.trimStart().startsWith('+') ? digits : /^00(.*)/.exec(digits)?.[1];
  const national =
    // Within North America a 1 may come first, within Russia an 8.
    international?.replace(COUNTRY_CODE, '') ?? digits.replace(/^[18](?=\d{10}$)/, '');
  const significant = national.replace(/^0+/, '');
  return significant.length < FEWEST_DIGITS ? undefined : significant;
}
