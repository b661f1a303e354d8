/** What did not fit the context window: the prompt alone, or only together with the answer that was asked for. */
export interface LengthProblem {
  isPrompt: boolean;
  /** The window, in tokens, where the error names one. */
  window: number | undefined;
}

/** The sizes of what was sent, in tokens. */
export interface SentLengths {
  /** A rough guess. */
  prompt: number;
  maxTokens: number;
}

const PROMPT_TOO_LONG = [
  /context[_ -]?(?:length|window|size|limit)|max(?:imum)? (?:model|prompt|input)[_ -]?(?:length|tokens)|model[_ ]length/,
  /(?:prompt|input|request|message|conversation)s? (?:is |are )?(?:too long|too large for)|too long for|too many (?:input )?tokens/,
  /exceed_context_size|n_ctx|max_model_len|(?:token|tokens|length|count|limit)\b[^.]{0,40}\bexceed|exceed(?:s|ed)?\b[^.]{0,60}\btoken/,
  /reduce (?:the |your )?(?:length|prompt|input|messages?)|longer than the (?:model|maximum)|range of input length|too large for model/,
  /`?inputs`? (?:tokens \+|must have less than)|context the overflows/,
];
const ANSWER_TOO_LONG =
  /max_(?:completion_|output_|new_)?tokens\W[^.]{0,30}(?:too (?:large|high|big)|must be (?:<|less|at most|no more)|exceed|is invalid| > )|(?:invalid|maximum value for|value for|range of) [`'"]?max_(?:completion_|output_)?tokens|at most \d{1,9} (?:completion|output) tokens/;

const NUMBER = String.raw`(\d[\d,_]{2,11})(?!\d)`;
const numberAfter = (words: string) => new RegExp(words + NUMBER);

/** The window in the words of each server, the most telling first. */
const WINDOWS = [
  // Anthropic, vLLM: "200251 tokens > 200000 maximum", "190000 + 20000 > 200000"
  numberAfter(String.raw`(?:tokens|\d) > `),
  // TGI, Together: "`inputs` tokens + `max_new_tokens` must be <= 8193", "must have less than 1024 tokens"
  numberAfter(String.raw`must (?:be <=|have less than) `),
  // OpenAI, vLLM, SGLang, xAI, llama.cpp: "maximum context length is 8192", "context size (4096 tokens)", "n_ctx: 4096"
  numberAfter(
    String.raw`(?:context[_ -]?(?:length|window|size|limit)|n_ctx|max_model_len|max(?:imum)? (?:model |prompt |input )(?:length|tokens?)|model length)(?: is only| of only)?\D{0,30}?`,
  ),
  // Mistral: "too large for model with 32768 maximum context length"
  new RegExp(String.raw`\bwith ${NUMBER} maximum`),
  // Gemini, Azure: "(2845475) exceeds the maximum number of tokens allowed (1048576)"
  numberAfter(String.raw`exceeds? the [^.\d]{0,60}`),
  // Qwen: "Range of input length should be [1, 30720]"
  numberAfter(String.raw`\[\d, ?`),
  // Cerebras, Moonshot: "Current length is 9000 while limit is 8192", "model token limit: 131072"
  numberAfter(String.raw`(?:limit|maximum|cannot exceed)(?: is| of|:)? `),
];
const PROMPTS = [
  new RegExp(
    String.raw`${NUMBER} (?:tokens )?(?:in|from) (?:the |your )?(?:input )?(?:messages|prompt)|${NUMBER} input tokens|${NUMBER} .?inputs.? tokens`,
  ),
  numberAfter(
    String.raw`(?:n_prompt_tokens|input token count|prompt (?:is too long|contains|has)|passed|resulted in|request contains|input|request count)(?: at least|:| is)? ?\(?`,
  ),
  new RegExp(String.raw`${NUMBER} \+ \d+ > `),
  numberAfter(String.raw`input \(`),
  new RegExp(String.raw`request \(${NUMBER} tokens\)`),
];
const TOTALS = [numberAfter(String.raw`requested (?:a total of )?`), numberAfter(String.raw`current length is `)];
/** An answer of that part of the window fits beside most prompts. */
const SMALL_PART = 4;

/** Whether an error, in lower case, says that prompt or answer do not fit. */
export function isTooLong(text: string): boolean {
  return ANSWER_TOO_LONG.test(text) || PROMPT_TOO_LONG.some((form) => form.test(text));
}

/** What an error that `isTooLong` says of the window, and whether it is the prompt that does not fit it. */
export function lengthProblemIn(message: string, sent: SentLengths): LengthProblem {
  const text = message.toLowerCase();
  const window = numberIn(text, WINDOWS);
  const isAboutAnswer = ANSWER_TOO_LONG.test(text);
  // The most tokens of an answer say nothing of the window.
  if (isAboutAnswer && !PROMPT_TOO_LONG.some((form) => form.test(text))) return { isPrompt: false, window: undefined };
  if (window === undefined) return { isPrompt: !isAboutAnswer, window };
  const total = numberIn(text, TOTALS);
  const prompt = numberIn(text, PROMPTS) ?? (total === undefined ? undefined : total - sent.maxTokens);
  if (prompt !== undefined && prompt > 0) return { isPrompt: prompt >= window, window };
  const isShort = sent.prompt < window / 2 && sent.prompt + sent.maxTokens > window;
  return { isPrompt: !isShort && !isAboutAnswer, window };
}

/** Tokens of an answer for which a window of this size leaves room. */
export function answerThatFits(window: number): number {
  return Math.max(1, Math.floor(window / SMALL_PART));
}

function numberIn(text: string, forms: readonly RegExp[]): number | undefined {
  for (const form of forms) {
    const groups: (string | undefined)[] = form.exec(text)?.slice(1) ?? [];
    const found = groups.find((number) => number !== undefined);
    if (found !== undefined) return Number(found.replaceAll(/[,_]/g, ''));
  }
  return undefined;
}
