import { type TokenCount, tokenCountsIn } from './token-counts.js';

/** What did not fit the context window: the prompt alone, or only together with the answer that was asked for. */
export interface LengthProblem {
  isPrompt: boolean;
  /** The window, in tokens, where the error names one. */
  window: number | undefined;
  /** Tokens of the prompt, where the error tells them beside the window. */
  prompt?: number | undefined;
  /** Most tokens of an answer, where the error names them. */
  answerLimit?: number | undefined;
}

/** The sizes of what was sent, in tokens. */
export interface SentLengths {
  /** A rough guess. */
  prompt: number;
  maxTokens: number;
}

/** Names that servers give such an error. */
const NAMES_OF_LENGTH =
  /context_?(?:length|window|size)_?(?:exceeded|overflow|error)|exceed(?:s|ed)?_?context|context_(?:exceeded|overflow|too_long)|(?:prompt|input|message|request|context)s?_too_(?:long|large)|token_?limit_?exceeded|max_?(?:context|prompt|input)_?(?:length|tokens)/;

/** Without a number: what is said of a prompt, and of a prompt with its answer. */
const PROMPT_TOO_LONG = [
  /context[_ -]?(?:length|window|size|limit)|max(?:imum)? (?:model|prompt|input|sequence)[_ -]?(?:length|tokens)|model[_ ]length/,
  /(?:prompt|input|request|message|conversation|history|text|query|context)s?(?: tokens?| length| size)? (?:is |are |was |were )?(?:too (?:long|large|big) (?:for|to process)|too long|longer than)|too many (?:input |prompt )?tokens|(?:prompt|input|message|conversation)s?\b[^.]{0,25} too long/,
  /n_ctx|max_model_len|(?:prompts?|tokens?|input|context)\b[^.]{0,40}\bexceed|exceed(?:s|ed|ing)?\b[^.]{0,60}\b(?:tokens?\b|context)/,
  /(?:reduce|shorten|decrease|truncate) (?:the |your )?(?:length|size of the (?:prompt|input)|prompt|input|messages?|conversation|context)|range of input length|context (?:the )?overflow|(?:out of|not enough|insufficient) context/,
  /(?:prompt|context|输入|上下文|请求|tokens?)[^。.]{0,20}(?:超长|过长|超过|超出)|(?:超长|过长|超过|超出)[^。.]{0,20}(?:tokens?|上下文|长度)/,
];
const ANSWER_TOO_LONG =
  /max_?(?:completion_?|output_?|new_?)?tokens\W[^.]{0,40}(?:too (?:large|high|big)|must be (?:<|less|at most|no more|between|in)|exceed|cannot be (?:more|greater)|is invalid|out of range|is over| > )|(?:invalid|maximum value for|value for|range of) [`'"]?max_(?:completion_|output_)?tokens|at most \d{1,9} (?:completion|output) tokens/;

/** vLLM and TensorRT give the answer what the prompt leaves of the window, which is less than nothing. */
const NO_ROOM = /(?:max_(?:completion_|output_|new_)?tokens\b[^.]{0,60}|default_max_tokens \()\W-\d/;

/** What Go calls a time-out. */
const DEADLINE = /context (?:deadline|cancel)/;
const TOO_SHORT = /minimum|below|at least|must be (?:greater|larger|more)|too (?:small|low|short)|>=/;

/** A limit of tokens is meant, and not of anything else. */
const ABOUT_TOKENS = /token|context|n_ctx|prompt|window|(?:input|sequence|model|completion|output) length/;
/** A quota of a time, or a smallest value. */
const OTHER_LIMITS =
  /per (?:minute|day|hour|second|month)|\b[tr]p[md]\b|rate.?limit|quota|logit_bias|top_logprobs|\bstop\b|thinking|budget_tokens|dimension|too many (?:tools|images|messages|functions|items|files|requests)/;
/** An answer of that part of the window fits beside most prompts. */
const SMALL_PART = 4;

/** Whether an error, in lower case, says that prompt or answer do not fit. */
export function isTooLong(text: string): boolean {
  if (DEADLINE.test(text)) return false;
  if (NAMES_OF_LENGTH.test(text) || NO_ROOM.test(text) || isAnswerTooLong(text)) return true;
  if (PROMPT_TOO_LONG.some((form) => form.test(text))) return true;
  return (
    ABOUT_TOKENS.test(text) && !OTHER_LIMITS.test(text) && tokenCountsIn(text).some(({ role }) => role === 'limit')
  );
}

/** What an error that `isTooLong` says of the window, and whether it is the prompt that does not fit it. */
export function lengthProblemIn(message: string, sent: SentLengths): LengthProblem {
  const text = message.toLowerCase();
  const counts = tokenCountsIn(text);
  const isAboutAnswer = isAnswerTooLong(text) && !NO_ROOM.test(text);
  const limit = limitIn(counts, sent);
  const answerLimit = smallest(counts.filter((one) => isOfAnswer(one, counts)))?.value;
  if (limit === undefined) {
    const isPrompt = NO_ROOM.test(text) || (!isAboutAnswer && !counts.some(({ role }) => role === 'limit'));
    return { isPrompt, window: undefined, answerLimit };
  }
  const window = limit.value;
  const prompt = promptIn(counts, limit, sent);
  if (prompt !== undefined && prompt > 0) return { isPrompt: prompt >= window, window, prompt, answerLimit };
  const isShort = sent.prompt < window / 2 && sent.prompt + sent.maxTokens > window;
  return { isPrompt: NO_ROOM.test(text) || (!isShort && !isAboutAnswer), window, answerLimit };
}

/** Whether the names of an error, in lower case, say that something is too long. */
export function isNamedLength(names: string): boolean {
  return NAMES_OF_LENGTH.test(names);
}

function isAnswerTooLong(text: string): boolean {
  return ANSWER_TOO_LONG.test(text) && !TOO_SHORT.test(text);
}

/** The window of prompt and answer, or else of the prompt; the most tokens of an answer say nothing of it. */
function limitIn(counts: readonly TokenCount[], { maxTokens }: SentLengths): TokenCount | undefined {
  const limits = counts.filter((one) => one.role === 'limit' && !isOfAnswer(one, counts));
  const ofBoth = limits.filter(({ of }) => of !== 'prompt');
  const limit = smallest(ofBoth.length > 0 ? ofBoth : limits);
  const sizes = counts.filter(({ role, value }) => role === 'size' && value !== maxTokens);
  const isReached = sizes.length === 0 || sum(sizes) + maxTokens >= (limit?.value ?? 0);
  // What is larger than all that was sent is not what it exceeds.
  return isReached || limit === undefined ? limit : smallest(sizes.filter(({ of }) => of !== 'answer'));
}

/** Whether a limit is that of the answer: by its words, or since nothing but an answer is said to exceed it. */
function isOfAnswer({ role, of }: TokenCount, counts: readonly TokenCount[]): boolean {
  if (role !== 'limit' || of !== undefined) return role === 'limit' && of === 'answer';
  const sizes = counts.filter((one) => one.role === 'size');
  return sizes.length > 0 && sizes.every((one) => one.of === 'answer');
}

/** Tokens of the prompt, as far as the error tells them. */
function promptIn(counts: readonly TokenCount[], limit: TokenCount, { maxTokens }: SentLengths): number | undefined {
  const sent = counts.filter((one) => one !== limit && one.of !== 'answer' && one.value !== maxTokens);
  const prompt = sent.find(({ role, of }) => role === 'size' && of === 'prompt')?.value;
  if (prompt !== undefined) return prompt;
  const totals = sent.filter(({ role, value }) => role === 'size' || value > limit.value).map(({ value }) => value);
  if (totals.length === 0) return undefined;
  const total = Math.max(...totals);
  return limit.of === 'prompt' || total <= maxTokens ? total : total - maxTokens;
}

function smallest(counts: readonly TokenCount[]): TokenCount | undefined {
  return counts.toSorted((one, other) => one.value - other.value)[0];
}

function sum(counts: readonly TokenCount[]): number {
  return counts.reduce((all, { value }) => all + value, 0);
}

/** Tokens of an answer for which a window of this size leaves room. */
export function answerThatFits(window: number): number {
  return Math.max(1, Math.floor(window / SMALL_PART));
}
