import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { codeByName } from './country-names.js';
import { Rule, shown } from './rule.decorator.js';

const MAX_LENGTH = 100;

const FLAG = /[\u{1F1E6}-\u{1F1FF}]{2}/gu;
const SEPARATORS = /\s*[(),;/|\u2013]\s*|\s+-\s+/u;
/** Also between two codes, as in "US-CA"; names of places hold it too. */
const HYPHENS = /\s*[(),;/|\u2013-]\s*/u;
const ALPHA2 = /^[A-Za-z]{2}$/;
/** A language with a country ("de_DE"), or a country with a part of it (ISO 3166-2, "DE-BY"). */
const LOCALE_OR_REGION = /^([a-z]{2})([-_])([a-z\d]{1,3})$/i;
/** The states of the United States have names and codes that countries have too. */
const UNITED_STATES = 'US';
/** Of two letters, and none that a state has. */
const CERTAIN = /^u[ks]$/i;
const LIKE_A_STATE = /^(?:[a-z]{2}|georgia)$/i;

/**
 * The alpha-2 code of a country, by its alpha-2 or alpha-3 code, its name in one of many languages, in any case, or its flag;
 * also where several of them stand there, as in "Germany (DE)", or a place besides, as in "Berlin, Germany".
 */
export function countryCode(text: string): string | undefined {
  // Unicode orders a run of combining marks in quadratic time.
  if (text.length > MAX_LENGTH) return undefined;
  const lettered = text.replace(FLAG, (flag) => `(${lettersOf(flag)})`);
  return (
    codeByName(text) ??
    codeOfParts(lettered.split(SEPARATORS)) ??
    codeOfParts(lettered.split(HYPHENS)) ??
    codeOfLocale(text)
  );
}

/** "DE-AT" may be a language with a country, or two countries. */
function codeOfLocale(text: string): string | undefined {
  const [, language = '', sign, region = ''] = LOCALE_OR_REGION.exec(text.trim()) ?? [];
  if (sign === undefined) return undefined;
  const isLocale = ALPHA2.test(region) && isKnownLocale(language, region);
  if (isLocale && (sign === '_' || language === language.toLowerCase())) return codeByName(region);
  return isLocale || sign === '_' ? undefined : codeByName(language);
}

function isKnownLocale(language: string, region: string): boolean {
  const { locale } = new Intl.DateTimeFormat(`${language}-${region}`).resolvedOptions();
  return locale.toLowerCase().endsWith(`-${region.toLowerCase()}`);
}

function codeOfParts(texts: readonly string[]): string | undefined {
  const parts = texts.filter((part) => part !== '');
  const known = parts.flatMap((part) => {
    const code = codeByName(part);
    return code === undefined ? [] : [{ part, code, isCertain: !ALPHA2.test(part) || CERTAIN.test(part) }];
  });
  // A place may have two letters as well, as in "San Francisco, CA".
  if (known.length < parts.length && !known.some(({ isCertain }) => isCertain)) return undefined;
  const inUnitedStates = known.some(({ code }) => code === UNITED_STATES);
  const [code, ...others] = new Set(
    known.flatMap((one) =>
      inUnitedStates && one.code !== UNITED_STATES && LIKE_A_STATE.test(one.part) ? [] : [one.code],
    ),
  );
  return others.length === 0 ? code : undefined;
}

/** The two letters that a flag is written with. */
function lettersOf(flag: string): string {
  return Array.from(flag, (letter) => String.fromCharCode((letter.codePointAt(0) ?? 0) - 0x1f1e6 + 0x41)).join('');
}

/**
 * A country that may be absent: its ISO 3166-1 code or its name; it arrives as the alpha-2 code.
 * @param read what a person would read in a value
 */
export function OptionalCountry(read: (value: unknown) => unknown): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      nullable: true,
      maxLength: MAX_LENGTH,
      description: 'ISO 3166-1 code, or name.',
      example: 'DE',
    }),
    Transform(({ value }: { value: unknown }) => {
      const text = read(value);
      return typeof text === 'string' ? (countryCode(text) ?? text) : text;
    }),
    IsOptional(),
    Rule('country', (value) => {
      const isCode = typeof value === 'string' && countryCode(value) === value;
      return isCode ? undefined : `must be an ISO 3166-1 code or the name of a country, not ${shown(value)}`;
    }),
  );
}
