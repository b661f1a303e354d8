import { readLine } from './read-text.js';
import { isTooLong, type Several } from './several.js';

/** Most characters of the field. */
export const LONGEST_PHONE = 50;
/** Spreadsheets keep a plus sign by an apostrophe, and lead ads by a letter; links have a scheme. */
const BEFORE = /^['\u2019]?(?:(?:tel|p(?=:\s*\+?\d)):\s*)?/i;
const SEPARATORS = /\s*[,;|]\s*|\s+\/\s+|(?<=\d)\s+(?=\+)/;
/** A number that a spreadsheet took for an amount. */
const AMOUNT = /^(\+?\d{7,15})\.0$/;
/** Digits, with what people write between and around them. */
const PHONE = /^(?=(?:\D*\d){5})[\p{L}\d\s+()./:-]+$/u;

/**
 * The phone number in a field. What fits is kept as it is, several numbers too; if it does not, the first number is the
 * field's. What holds none comes back as it is, for the field's rule to refuse.
 */
export function readPhones(value: unknown): Several {
  const text = readLine(value);
  if (typeof text !== 'string' || isTooLong(text)) return { first: text, others: [] };
  const phone = text.replace(BEFORE, '').replace(AMOUNT, '$1');
  if (phone.length <= LONGEST_PHONE) return { first: phone || text, others: [] };
  const [first = '', ...others] = phone.split(SEPARATORS).filter((part) => part !== '');
  const isList = [first, ...others].every((part) => PHONE.test(part) && part.length <= LONGEST_PHONE);
  return isList ? { first, others } : { first: text, others: [] };
}
