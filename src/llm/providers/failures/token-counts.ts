/** A number of tokens that an error names. */
export interface TokenCount {
  value: number;
  /** Whether it is the most that is taken, or what a request has. */
  role: 'limit' | 'size';
  /** `context` is prompt and answer together; `undefined` where the words around the number do not say. */
  of: 'context' | 'prompt' | 'answer' | undefined;
}

/** Names of models, ids and addresses, and a status in brackets, whose digits count nothing; and words of pydantic that are about no input. */
const NAMES = /<\d{3}>|\binput should be|(?<![\w./@-])(?:https?:\/\/\S{1,300}|[a-z][\w./@-]{0,200}\d[\w./@-]{0,200})/g;
const NUMBER =
  /(?<![\w.$-])(\d{1,3}(?:[,_]\d{3}){1,3}|\d{1,9})(?:\.0{1,3})?( ?k\b)?(?![\d_]|x\d|[,.]\d{3}|\.\d|-(?!token))/g;
const OTHER_UNIT =
  /^[ -]?(?:char|byte|[kmg]i?b\b|item|image|messages?\b|element|pixel|px|sec|ms\b|min|hour|day|request|tool|function|%|usd|page|word|time|dimension|entr|°)/;
const OTHER_NUMBER =
  /(?:status|code|http|port|line|position|index|column|version|\bid|seed|characters?|bytes?|minimum|at least|\bmin|\bby|>=|greater than or equal to)\W{0,4}(?:of |is )?$/;

/** Where the words that belong to a number end, on either side of it. */
const CLAUSE = /[;\n]|[.,)] |\b(?:but|while|whereas|however|and (?:your|you|the|this))\b/g;
const RIGHT_END = /[;,.()\n]|\b(?:but|while|whereas|however|and)\b/;

const ANSWER =
  /max_?(?:completion_?|output_?|new_?|gen_?)?tokens|max(?:imum)? (?:new |completion |output )tokens|maximum tokens (?:you requested|value)|completion|output|generat|response|answer|new tokens/;
const PROMPT = /prompt|input|message|\btext|quer(?:y|ies)|document|history|conversation|passed/;
const CONTEXT = /context|window|n_ctx|model[_ ]len|model length|sequence|position|total|combined|\bsum\b|exceed_ctx/;

/** Directly before the number. */
const LIMIT_BEFORE = [
  /(?:>|<=?|≤|=<|\bthan|\bover|\babove|\bbeyond|at most|up to|only|or equal to|not exceed)\W{0,3}(?:a |the )?$/,
  /\bexceed(?:s|ed|ing)? (?:a |the )?$/,
  /[[(][01]\s?(?:,|-|to|\.\.)\s?$|between [01] and $|from [01](?: \(inclusive\))? to $/,
  /\d{3}(?: tokens?)? ?(?:\/|of|out of) ?$/,
];
/** Directly behind it. */
const SIZE_BEHIND =
  /^[^\w(,;]{0,3}(?:(?:input|prompt|text|context|total)\W{0,2})?(?:tokens?)?[^\w(,;]{0,3}(?:>|\+|exceed(?!ed\b(?! (?:the|its|max|limit)))|(?:\/|of|out of) ?$|(?:is|are|was|were) (?:too|longer|greater|larger|more|bigger|over|above|beyond)|in (?:the |your )?(?:input|prompt|messages)|from (?:the |your )?(?:input|prompt|messages)|of (?:the |your )?(?:text|input|tool|image)|(?:were|was|have been|has been)? ?(?:requested|provided|given|sent|passed|submitted|received|used)|is (?:out of|outside))/;
const LIMIT_BEHIND =
  /^[^\w.,;]{0,3}(?:tokens?)?[^\w.,;]{0,2}(?:max\b|maximum|limit|context|token (?:limit|context|window|max)|window|(?:is|are) (?:the max|the limit|allowed|supported|permitted|available|the most)|allowed|supported|permitted|at (?:most|max)|or (?:fewer|less))/;
const PART_BEHIND: [form: RegExp, of: TokenCount['of']][] = [
  [
    /^\W{0,3}(?:(?:tokens?)\W{0,3})?(?:(?:for|in|of) (?:the |your )?)?(?:completion|output|new\b|generat|response|answer|max_)/,
    'answer',
  ],
  [
    /^\W{0,3}(?:(?:tokens?)\W{0,3})?(?:(?:for|in|of|from) (?:the |your )?)?(?:input|prompt|messages|text|history)/,
    'prompt',
  ],
];

/** The last of these words before the number tells what it is. */
const WORDS_BEFORE =
  /(?<limit>\bmax(?:imum)?\b(?!_)|max ?len(?:gth)?|max_(?!(?:completion_|output_|new_)?tokens)|maximal|limit(?:ed|s)?|at most|up to|no more than|only|context|window|n_ctx|capacity|allow(?:ed|s)|supports?|<=|must be|cannot|not exceed|less than|fewer than|than|exceed(?:s|ed|ing)?\b(?! by)|\bctx|takes|holds|accepts|handles?|\bover\b|\babove\b|range|between|\bfits?\b|budget)|(?<size>exceeded by|request(?:ed|s)?\b|want|got|given|gave|received|provided|sent|passed|result(?:ed|s)|contains?|\bhas|\bhave|\bhad|count|current|actual|total|too (?:long|large|many|big|high)|needs?|require[sd]?|us(?:ed|es|ing)|estimated|set to|keep)/g;

/** Where no other word says so. */
const PART = /prompt|input|messages?|request|max_?(?:completion_?|output_?|new_?)?tokens/;
/** No model has a smaller window, and no server a smaller limit. */
const SMALLEST_LIMIT = 100;

/** Characters that are looked at around a number. */
const NEAR = 60;
const FAR = 300;
/** Numbers of an error that are looked at. */
const MOST_NUMBERS = 20;

interface Context {
  /** Since the number before it. */
  before: string;
  /** What stands before it, other numbers too. */
  sofar: string;
  clause: string;
  behind: string;
}

/** The numbers of tokens in an error, in lower case, with what each of them is by the words around it. Takes time in proportion to the text. */
export function tokenCountsIn(text: string): TokenCount[] {
  const plain = text.replace(NAMES, (name) => ' '.repeat(name.length));
  const found = Array.from(plain.matchAll(NUMBER)).slice(0, MOST_NUMBERS);
  return found.flatMap((match, index) => {
    const last = found[index - 1];
    const start = last === undefined ? 0 : last.index + last[0].length;
    const end = match.index + match[0].length;
    const before = plain.slice(Math.max(start, match.index - FAR), match.index);
    const behind = plain.slice(end, Math.min(found[index + 1]?.index ?? plain.length, end + FAR));
    const sofar = plain.slice(Math.max(0, match.index - FAR), match.index);
    if (OTHER_UNIT.test(behind) || OTHER_NUMBER.test(sofar.slice(-NEAR))) return [];
    const named = Number(match[1]?.replaceAll(/[,_]/g, '')) * (match[2] === undefined ? 1 : 1_000);
    const value = behind.startsWith(' (exclusive)') ? named - 1 : named;
    const context = { before, sofar, clause: clauseOf(before), behind };
    const role = roleOf(context);
    if (role === undefined || (role === 'limit' && value < SMALLEST_LIMIT)) return [];
    return [{ value, role, of: partOf(context, role) }];
  });
}

function roleOf({ before, sofar, clause, behind }: Context): TokenCount['role'] | undefined {
  if (LIMIT_BEFORE.some((form) => form.test(sofar.slice(-NEAR)))) return 'limit';
  const next = behind.slice(0, NEAR);
  if (SIZE_BEHIND.test(next)) return 'size';
  if (LIMIT_BEHIND.test(next)) return 'limit';
  const word = lastWordIn(clause) ?? (PART.test(clause) ? 'size' : lastWordIn(before));
  return word ?? (/^[ -]?tokens?/.test(behind) ? 'size' : undefined);
}

function lastWordIn(text: string): TokenCount['role'] | undefined {
  const groups = Array.from(text.matchAll(WORDS_BEFORE)).at(-1)?.groups;
  if (groups === undefined) return undefined;
  return groups.limit === undefined ? 'size' : 'limit';
}

function partOf({ before, sofar, clause, behind }: Context, role: TokenCount['role']): TokenCount['of'] {
  const named = PART_BEHIND.find(([form]) => form.test(behind.slice(0, NEAR)))?.[1];
  if (role === 'size') return named ?? partIn(clause);
  const sameClause = behind.slice(0, RIGHT_END.exec(behind)?.index ?? behind.length);
  const own = partIn(`${clause} ${sameClause}`) ?? named;
  if (own !== undefined || lastWordIn(clause) === 'limit') return own;
  return partIn(before) ?? partIn(behind.slice(0, NEAR)) ?? partIn(sofar);
}

function partIn(text: string): TokenCount['of'] {
  if (CONTEXT.test(text)) return 'context';
  const isOfAnswer = ANSWER.test(text);
  if (!PROMPT.test(text)) return isOfAnswer ? 'answer' : undefined;
  return isOfAnswer ? 'context' : 'prompt';
}

/** What stands before a number since the last clause ended. */
function clauseOf(before: string): string {
  const last = Array.from(before.matchAll(CLAUSE)).at(-1);
  return last === undefined ? before : before.slice(last.index + last[0].length);
}
