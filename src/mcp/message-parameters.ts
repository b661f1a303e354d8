import type { FieldProblem } from '../errors/request.errors.js';
import { MAX_NAME } from '../validation/bounded-input.js';
import { isPrototypeKey } from '../validation/doubtful-keys.js';
import { isJsonObject } from '../validation/shape.js';
import { parseJsonText } from './json-text.js';
import { isClientExtra } from './client-extras.js';

/** Most characters of a name, an address or a cursor; refusals repeat them. */
export const MAX_TEXT = 1_000;

/** Most arguments of a prompt. */
const MAX_PROMPT_ARGUMENTS = 20;

type Parameters = Record<string, unknown>;
interface Parameter {
  isRequired?: true;
  /** What is wrong with the value, in words that follow the name of its parameter. */
  problemOf: (value: unknown) => string | undefined;
}

const TEXT: Parameter = { isRequired: true, problemOf: textProblem };
const NAME: Parameter = { isRequired: true, problemOf: nameProblem };
const PAGE = { cursor: { problemOf: textProblem } };

/** What methods need; the SDK answers what is wrong with others, and with parameters that are not listed here. */
const PARAMETERS: Record<string, Record<string, Parameter>> = {
  'tools/call': { name: NAME, arguments: { problemOf: objectProblem } },
  'tools/list': PAGE,
  'prompts/get': { name: NAME, arguments: { problemOf: promptArgumentsProblem } },
  'prompts/list': PAGE,
  'resources/read': { uri: TEXT },
  'resources/list': PAGE,
  'resources/templates/list': PAGE,
};

/** What is wrong with the parameters of a method. */
export function parameterProblems(method: string, given: Parameters): FieldProblem[] {
  if (!Object.hasOwn(PARAMETERS, method)) return [];
  return Object.entries(PARAMETERS[method] ?? {}).flatMap(([name, { isRequired, problemOf }]) => {
    const value = given[name];
    const problem = value === undefined ? isRequired && 'is required' : problemOf(value);
    const field = `params.${name}`;
    return problem === undefined ? [] : [{ field, rule: 'parameter', message: `${field} ${problem}` }];
  });
}

function textProblem(value: unknown): string | undefined {
  const isText = typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
  return isText ? undefined : `must be a text of 1 to ${MAX_TEXT} characters`;
}

/** The SDK looks names up in plain objects. */
function nameProblem(value: unknown): string | undefined {
  const problem = textProblem(value);
  return problem ?? (isPrototypeKey(value as string) ? 'names none that is there' : undefined);
}

function objectProblem(value: unknown): string | undefined {
  return isJsonObject(value) ? undefined : 'must be an object';
}

function promptArgumentsProblem(value: unknown): string | undefined {
  if (!isJsonObject(value)) return 'must be an object';
  const given = Object.entries(value);
  if (given.length > MAX_PROMPT_ARGUMENTS) return `must have at most ${MAX_PROMPT_ARGUMENTS} members`;
  const wrong = given.find(([, argument]) => textProblem(argument) !== undefined);
  return wrong && `must hold texts of 1 to ${MAX_TEXT} characters; ${wrong[0].slice(0, MAX_NAME)} is none`;
}

/**
 * Parameters as clients mean them: `null` is absent, and so is an empty text for `arguments`, which may also come as JSON
 * text; the arguments of prompts are texts, so numbers become theirs.
 */
export function lenientParameters(method: string, given: Parameters): Parameters {
  const params = withoutNulls(given);
  if (isJsonObject(params._meta)) params._meta = withoutNulls(params._meta);
  if (!('arguments' in params)) return params;
  const { arguments: text, ...others } = params;
  const read = typeof text === 'string' ? (parseJsonText(text) ?? text) : text;
  if (read === '') return others;
  return { ...others, arguments: method === 'prompts/get' && isJsonObject(read) ? promptArguments(read) : read };
}

function promptArguments(given: Parameters): Parameters {
  const meant = Object.entries(withoutNulls(given)).filter(([name, value]) => value !== '' && !isClientExtra(name));
  return Object.fromEntries(meant.map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]));
}

function withoutNulls(given: Parameters): Parameters {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}
