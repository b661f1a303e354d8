import { isPlaceholder } from '../placeholders.js';
import { isNoAddress } from './no-address.js';
import { readLine } from './read-text.js';
import { isTooLong, type Several } from './several.js';

/** Most characters of the field. */
export const LONGEST_PHONE = 50;
/** Spreadsheets keep a plus sign by an apostrophe, and lead ads by a letter; links have a scheme. */
const BEFORE = /^=?["'\u2019]?(?:(?:tel|p(?=:\s*\+?\d)):\s*)?/i;
const SEPARATORS = /\s*[,;|]\s*|\s+\/\s+|(?<=\d)\s+(?=\+)/;
/** A number that a spreadsheet took for an amount. */
const AMOUNT = /^(\+?\d{7,15})\.0$/;
/** The same with all its digits: "4.9301234567E+10". */
const EXPONENT = /^(\d)[.,](\d{6,14})E\+?(\d{1,2})$/i;
const BEHIND = /["']$/;
/** Digits, with what people write between and around them. */
const PHONE = /^(?=(?:\D*\d){5})[\p{L}\d\s+()./:-]+$/u;

/**
 * The phone number in a field. What fits is kept as it is, several numbers too; if it does not, the first number is the
 * field's. What holds none comes back as it is, for the field's rule to refuse.
 */
export function readPhones(value: unknown): Several {
  const text = readLine(value);
  if (typeof text !== 'string' || isTooLong(text)) return { first: text, others: [] };
  if (isNoAddress(text)) return { first: null, others: [] };
  const phone = withDigits(text.replace(BEFORE, '').replace(BEHIND, '').replace(AMOUNT, '$1'));
  if (isPlaceholder(phone)) return { first: null, others: [] };
  if (phone.length <= LONGEST_PHONE) return { first: phone, others: [] };
  const [first = '', ...others] = phone.split(SEPARATORS).filter((part) => part !== '');
  const isList = [first, ...others].every((part) => PHONE.test(part) && part.length <= LONGEST_PHONE);
  return isList ? { first, others } : { first: text, others: [] };
}

function withDigits(text: string): string {
  const [, first = '', others = '', exponent] = EXPONENT.exec(text) ?? [];
  return Number(exponent) === others.length ? first + others : text;
}
