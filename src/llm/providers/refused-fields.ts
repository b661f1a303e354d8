import type { ChatBody } from './answers/chat-completion.js';
import type { UpstreamError } from './failures/provider-failure.js';

/** A name of a field, or a path to one. */
const NAME = String.raw`[a-z][\w.[\]-]{0,99}`;
/** One in quotes or without. */
const FIELD = String.raw`["'\x60[({]{0,3}(?<field>${NAME})["'\x60]?`;
/** One and those that are named behind it. */
const FIELDS = String.raw`${FIELD}(?<more>(?:(?:, ?| and |, and )["'\x60]?${NAME}["'\x60]?){0,20})`;
const NOT = String.raw`(?:(?:currently )?not (?:currently |yet )?(?:supported|permitted|allowed|accepted|available|recognized)|unsupported|unavailable|unknown|unexpected)`;
const KIND = String.raw`(?:parameter|param|field|argument|arg|key|property|properties|option|keyword|name)(?:s|\(s\))?`;

/** How servers say that they do not take a field. None of them is about a value that is out of range. */
const FORMS = [
  // Cerebras, Groq: "property 'store' is unsupported", "messages.1.assistant.reasoning_content: property '...' is unsupported"
  `${KIND} ${FIELD} (?:(?:(?:is|are|was|were) )?${NOT}|does(?: not|n't) exist|could not be mapped)`,
  // OpenAI, Gemini, serde, zod: "Unsupported parameter: 'max_tokens'", "Unrecognized request arguments supplied: a, b", "Unknown name "store"",
  // "Unrecognized key(s) in object: 'store'"
  `(?:unsupported|unknown|unrecognized|unexpected|unpermitted|extra|no such) (?:\\w+ ){0,2}${KIND}(?: supplied| provided| found| in (?:the )?(?:object|request|body))?:? ${FIELDS}`,
  `invalid (?:field|key|property|argument)(?: name)?s?:? ${FIELD}`,
  // "Parameter is not supported: 'store'", "Argument not supported: presence_penalty"
  `${KIND} (?:(?:is|are) )?${NOT}:? ${FIELDS}`,
  // FastAPI, Mistral: "body.stream_options.include_usage: Extra inputs are not permitted"; Fireworks the other way round
  `(?:^|: |\\bat )${FIELD}: (?:(?:extra|additional) (?:inputs|fields|properties)|unknown|unrecognized|unsupported)`,
  `(?:extra|additional) (?:inputs|fields|properties) (?:are )?not (?:permitted|allowed),? ?(?:field)?:? ${FIELD}`,
  // vLLM, with FastAPI's list as Python writes it, and pydantic's own text
  `'loc': [([](?:['"]?[\\w-]{1,64}['"]?, ){0,8}['"](?<field>[\\w.-]{1,100})['"],?[)\\]], 'msg': ['"](?:extra|unexpected)`,
  `^${FIELD}\\n\\s{1,8}(?:extra|unexpected) (?:inputs|fields)`,
  // JSON Schema: "Additional properties are not allowed ('store' was unexpected)"
  `properties are not allowed \\(["'](?<field>[\\w.-]{1,100})["']`,
  // "`logprobs` is not supported", "store is not a valid parameter", "'seed' cannot be set", OpenAI: "'metadata' is only allowed when ..."
  `${FIELD} (?:${KIND} )?(?:is|are) (?:${NOT}|not an? (?:supported|valid|known|recognized|allowed) ${KIND}|only (?:allowed|supported|valid|available) (?:when|if|with|for|in)\\b)`,
  // "body.seed: seed not supported"
  `(?:^|: )${FIELD} ${NOT}\\.?$`,
  `${FIELD} (?:cannot|can't|can not|must not|may not|should not) be (?:set|used|sent|specified|provided|included)`,
  `(?:must|may|should|can|do|does)(?: ?not|n't) (?:contain|include|accept|allow|take|have) (?:the )?(?:${KIND} )?${FIELD}`,
  // DeepSeek: "Please remove the reasoning_content from your message"
  `please (?:remove|omit|drop|do not send) (?:the )?(?:${KIND} )?${FIELD}`,
  // "'temperature' does not support 0 with this model"
  `["'\x60](?<field>${NAME})["'\x60] does(?: not|n't) support`,
  // xAI: "Argument not supported on this model: presencePenalty", "does not support parameter presencePenalty"; LiteLLM: "['a', 'b']", "{'a': 1}"
  `not supported (?:on|by|with|in) [^:\\n]{1,60}: ${FIELD}`,
  `(?:does|do)(?: not|n't) support (?:the )?(?:(?:following )?${KIND}:? )?${FIELDS}`,
  // Anthropic: "`temperature` and `top_p` cannot both be specified": the second one goes
  `["'\x60]?${NAME}["'\x60]? (?:and|or|with) ${FIELD} (?:cannot|can't|can not|may not|must not) (?:both|be (?:both |used |set |specified )?(?:together|at the same time|simultaneously))`,
  `["'\x60]?${NAME}["'\x60]? and ${FIELD} (?:are mutually exclusive|at the same time is ${NOT})`,
  `(?:only (?:one|either)(?: one)?(?: of)?|either) ["'\x60]?${NAME}["'\x60]?(?: or | and |, )${FIELD}(?: (?:may|can|should|must)|, (?:but )?not both)`,
].map((form) => new RegExp(form, 'gim'));
/** What some name in words of their own, and the fields that may be meant. */
const OTHER_NAMES: [words: RegExp, fields: readonly string[]][] = [
  [
    /does(?: not|n't) support (?:thinking|reasoning)\b/i,
    ['reasoning_effort', 'reasoning', 'thinking', 'enable_thinking', 'think'],
  ],
  [/penalty is not (?:enabled|supported)/i, ['presence_penalty', 'frequency_penalty']],
];
/** "max_tokens is deprecated, use max_completion_tokens": the other one of the two is refused. */
const USE_OTHER = /\b(?:use|requires?|expects?)\b[^.]{0,30}\b(max_completion_tokens|max_tokens)\b/i;
/** Between the parts of a path, as pydantic had it once: "body -> messages -> 1". */
const ARROW = /(?<=\w) ?-> ?(?=\w)/g;
const MORE_NAMES = new RegExp(NAME, 'gi');
/** The value was wrong, and not the field. */
const VALUE =
  /supported values are|must be (?:one of|less|greater|between)|available options|out of range|invalid schema/i;
const NAMES_OF_UNSUPPORTED = /unsupported|unknown_(?:parameter|field)|unrecognized|extra_forbidden/i;

const FORMAT =
  /response[_ ]?format|json_schema|json_object|json[ _](?:mode|schema)|response[ _]?mime[ _]?type|structured[_ ]outputs?|guided[_ ](?:json|decoding)/i;
const NO_FORMAT = new RegExp(
  `${NOT}|does(?: not|n't) support|only supports?|enabled only|only (?:enabled|available|allowed)|input should be|not one of|unknown variant|supported values are|invalid value`,
  'i',
);
/** The schema, or the prompt beside it, was wrong. */
const OWN_SCHEMA = /invalid schema|required to be|must contain the word|additionalproperties|minitems|in context=/i;

/** Names that may be in a body although the model was not addressed through them. */
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
  const text = message.replaceAll(ARROW, '.');
  const paths = FORMS.flatMap((form) => Array.from(text.matchAll(form), pathsIn).flat());
  const others = OTHER_NAMES.flatMap(([words, fields]) => (words.test(text) ? fields : []));
  const all = [...paths, ...others, ...tokensFieldIn(text)];
  return [...new Set(all.flatMap((path) => fieldAt(path, sent) ?? []))];
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

function pathsIn({ groups }: RegExpExecArray): string[] {
  return [groups?.field ?? '', ...(groups?.more?.match(MORE_NAMES) ?? [])];
}

/** The field of the request at the end of a path such as `body.messages[1].assistant.reasoning_content`. */
function fieldAt(path: string, sent: ChatBody): string | undefined {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '' && part !== 'body' && !/^\d+$/.test(part));
  const [first = ''] = parts;
  const name = first === 'messages' ? (parts.at(-1) ?? '') : first === 'include_usage' ? 'stream_options' : first;
  // One that was not sent, or is deeper in a message, cannot be left out.
  const snakeCase = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  // At the beginning of a sentence, a name begins with a capital letter.
  return [name, snakeCase, name.toLowerCase()].find((one) => isSent(one, sent));
}

function isSent(name: string, sent: ChatBody): boolean {
  return (
    sent[name] !== undefined ||
    sent.messages.some((message) => (message as Record<string, unknown>)[name] !== undefined)
  );
}
