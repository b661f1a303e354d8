import type { ChatBody } from './answers/chat-completion.js';
import type { UpstreamError } from './failures/provider-failure.js';

/** A name of a field, or a path to one, with or without quotes. */
const FIELD = String.raw`["'\x60[]?(?<field>[a-z][\w.[\]-]{0,99})["'\x60]?`;
const NOT = String.raw`(?:not (?:currently |yet )?(?:supported|permitted|allowed|accepted|available|recognized)|unsupported|unavailable|unknown|unexpected)`;
const KIND = String.raw`(?:parameter|param|field|argument|arg|key|property|properties|option|keyword|name)(?:s|\(s\))?`;

/** How servers say that they do not take a field. None of them is about a value that is out of range. */
const FORMS = [
  // Cerebras, Groq: "property 'store' is unsupported", "messages.1.assistant.reasoning_content: property '...' is unsupported"
  new RegExp(`${KIND} ${FIELD} (?:(?:is|are|was|were) ${NOT}|does(?: not|n't) exist)`, 'gi'),
  // OpenAI, Gemini, serde: "Unsupported parameter: 'max_tokens'", "Unrecognized request argument supplied: foo", "Unknown name "store""
  new RegExp(
    `(?:unsupported|unknown|unrecognized|unexpected|unpermitted|extra|no such) (?:\\w+ ){0,2}${KIND}(?: supplied| provided| found)?:? ${FIELD}`,
    'gi',
  ),
  new RegExp(`invalid (?:field|key|property|argument)(?: name)?s?:? ${FIELD}`, 'gi'),
  new RegExp(`${KIND} (?:is|are) ${NOT}:? ${FIELD}`, 'gi'),
  // FastAPI, Mistral: "body.stream_options.include_usage: Extra inputs are not permitted"; Fireworks the other way round
  new RegExp(
    `^${FIELD}: (?:(?:extra|additional) (?:inputs|fields|properties)|unknown|unrecognized|unsupported)`,
    'gim',
  ),
  new RegExp(
    `(?:extra|additional) (?:inputs|fields|properties) (?:are )?not (?:permitted|allowed),? ?(?:field)?:? ${FIELD}`,
    'gi',
  ),
  // vLLM, with FastAPI's list as Python writes it, and pydantic's own text
  /'loc': [([](?:['"]?[\w-]{1,64}['"]?, ){0,8}['"](?<field>[\w.-]{1,100})['"],?[)\]], 'msg': ['"](?:extra|unexpected)/gi,
  new RegExp(`^${FIELD}\\n\\s{1,8}(?:extra|unexpected) (?:inputs|fields)`, 'gim'),
  // JSON Schema: "Additional properties are not allowed ('store' was unexpected)"
  /properties are not allowed \(["'](?<field>[\w.-]{1,100})["']/gi,
  // "`logprobs` is not supported", "store is not a valid parameter", "'seed' cannot be set"
  new RegExp(
    `${FIELD} (?:${KIND} )?(?:is|are) (?:${NOT}|not an? (?:supported|valid|known|recognized|allowed) ${KIND})`,
    'gi',
  ),
  new RegExp(
    `${FIELD} (?:cannot|can't|can not|must not|may not|should not) be (?:set|used|sent|specified|provided|included)`,
    'gi',
  ),
  new RegExp(
    `(?:must|may|should|can|do|does)(?: ?not|n't) (?:contain|include|accept|allow|take|have) (?:the )?(?:${KIND} )?${FIELD}`,
    'gi',
  ),
  // "'temperature' does not support 0 with this model"
  new RegExp(`["'\x60](?<field>[a-z][\\w.[\\]-]{0,99})["'\x60] does(?: not|n't) support`, 'gi'),
  // xAI: "Argument not supported on this model: presencePenalty", "does not support parameter presencePenalty"
  new RegExp(`not supported (?:on|by|with|in) [^:\\n]{1,60}: ${FIELD}`, 'gi'),
  new RegExp(`(?:does|do)(?: not|n't) support (?:the )?(?:${KIND} )?${FIELD}`, 'gi'),
];
/** "max_tokens is deprecated, use max_completion_tokens": the other one of the two is refused. */
const USE_OTHER = /\b(?:use|requires?|expects?)\b[^.]{0,30}\b(max_completion_tokens|max_tokens)\b/i;
/** The value was wrong, and not the field. */
const VALUE =
  /supported values are|must be (?:one of|less|greater|between)|available options|out of range|invalid schema/i;
const NAMES_OF_UNSUPPORTED = /unsupported|unknown_(?:parameter|field)|unrecognized|extra_forbidden/i;

const FORMAT =
  /response[_ ]?format|json_schema|json_object|json[ _](?:mode|schema)|structured[_ ]outputs?|guided[_ ](?:json|decoding)/i;
const NO_FORMAT = new RegExp(
  `${NOT}|does(?: not|n't) support|only supports?|input should be|not one of|unknown variant|supported values are|invalid value`,
  'i',
);
/** The schema, or the prompt beside it, was wrong. */
const OWN_SCHEMA = /invalid schema|required to be|must contain the word|additionalproperties|minitems|in context=/i;

/** Names that may be in a body without anybody having tried to speak through them. */
const PLAIN_NAME = /^[\w.-]{1,64}$/;

/**
 * The fields of `sent` that a refusal names as such that this server does not take: parameters, and fields of messages.
 * A body with names that could themselves be read as a refusal is not judged.
 */
export function refusedFields(error: UpstreamError, sent: ChatBody): string[] {
  const { message } = error;
  if (VALUE.test(message) || !Object.keys(sent).every((name) => PLAIN_NAME.test(name))) return [];
  const named = fieldByName(error, sent);
  if (named !== undefined) return [named];
  const paths = [...FORMS.flatMap((form) => Array.from(message.matchAll(form), pathIn)), ...tokensFieldIn(message)];
  return [...new Set(paths.flatMap((path) => fieldAt(path, sent) ?? []))];
}

/** The field that a refusal names in its own fields, where no words of a caller stand. */
export function fieldByName({ param, code }: UpstreamError, sent: ChatBody): string | undefined {
  return param !== null && NAMES_OF_UNSUPPORTED.test(code ?? '') ? fieldAt(param, sent) : undefined;
}

/** Whether a refusal says that structured output cannot be asked for in the way in which it was. */
export function refusesFormat({ message, param }: UpstreamError, { response_format }: ChatBody): boolean {
  if (response_format == null || OWN_SCHEMA.test(message)) return false;
  return (FORMAT.test(message) || param?.startsWith('response_format') === true) && NO_FORMAT.test(message);
}

/** The name for the limit of tokens in place of which another one is to be used. */
function tokensFieldIn(message: string): string[] {
  const wanted = USE_OTHER.exec(message)?.[1]?.toLowerCase();
  if (wanted === undefined) return [];
  return [wanted === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'];
}

function pathIn(match: RegExpExecArray): string {
  return match.groups?.field ?? '';
}

/** The field of the request at the end of a path such as `body.messages[1].assistant.reasoning_content`. */
function fieldAt(path: string, sent: ChatBody): string | undefined {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '' && part !== 'body' && !/^\d+$/.test(part));
  const [first = ''] = parts;
  const name = first === 'messages' ? (parts.at(-1) ?? '') : first === 'include_usage' ? 'stream_options' : first;
  // One that was not sent, or is deeper in a message, cannot be left out.
  return [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)].find((one) => isSent(one, sent));
}

function isSent(name: string, sent: ChatBody): boolean {
  return (
    sent[name] !== undefined ||
    sent.messages.some((message) => (message as Record<string, unknown>)[name] !== undefined)
  );
}
