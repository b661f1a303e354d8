/**
 * Where a model's thinking ends, or its answer begins, by what templates write there: tags of angle or square brackets, and the
 * special tokens of gpt-oss, Gemma, Kimi, Command and Apriel. Some templates leave out where thinking begins.
 */
const END_OF_THINKING = new RegExp(
  [
    '^[^]*(?:',
    '(?:<\\/|\\[\\/|◁\\/)(?:\\w+:)?(?:think|thinking|thoughts?|reason|reasoning|reflection|analysis|scratchpad)(?:>|\\]|▷)',
    String.raw`|<\|?channel\|?>\s?final\s?(?:<\|constrain\|>\s?\w+\s?)?<\|?message\|?>|<channel\|>`,
    String.raw`|<\|end_thinking\|>|<\|start_response\|>|\[begin final response\]|<(?:answer|final|output|response)>`,
    ')',
  ].join(''),
  'i',
);
/** An object or a list begins so, but hardly ever a word in brackets. */
const BEGIN_OF_OBJECT = /\{\s*["}]/g;
const BEGIN_OF_LIST = /\[\s*[\]{["\-\dtfn]/g;
/** What stands before a document in a fence; no longer than `LONGEST_FENCE`. */
const FENCE = /(?:```|~~~)[\w+-]{0,20}\s*$/;
const LONGEST_FENCE = 40;
/** Brackets that nothing closes, each of which costs a look at the rest of the text. */
const MOST_UNCLOSED = 8;
/** Places in a text that are read as JSON. */
const MOST_READ = 16;
/** Documents that may be the one that is meant. */
const MOST_DOCUMENTS = 8;
/** Of a text, a comma before a closing bracket, or a text in it that is left alone. */
const COMMAS = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

const OPENING = '{[';
const CLOSING = '}]';

/** A part of a text, from one bracket to the one that closes it. */
interface Span {
  begin: number;
  end: number;
  isFenced: boolean;
}

/**
 * The JSON documents in a model's text, the likeliest first: all of it, or what stands in it without its thinking, a fence and the words
 * around it. Commas before a closing bracket are taken out. Of several the last comes first, since a model tries before it answers.
 * Takes time in proportion to the text.
 */
export function jsonDocumentsIn(text: string): string[] {
  const value = parsed(text);
  // A text that is JSON itself was encoded once too often.
  if (value !== undefined) return typeof value === 'string' ? [text, ...documentsIn(value)] : [text];
  const answer = text.replace(END_OF_THINKING, '');
  const whole = parsed(answer) === undefined ? [] : [answer.trim()];
  const found = [...whole, ...documentsIn(answer)];
  // What looks like the end of thinking may stand inside of a document; what stands before it is none.
  const all =
    found.length > 0 ? found : documentsIn(text).filter((one) => answer === text || END_OF_THINKING.test(one));
  return [...new Set(all)].slice(0, MOST_DOCUMENTS);
}

/** Whether a JSON document ends in its middle. Takes time in proportion to the text. */
export function isUnclosed(text: string): boolean {
  const begin = text.search(/\S/);
  if (begin < 0 || !OPENING.includes(text[begin] ?? '')) return false;
  return endOf(text, begin) === undefined;
}

function documentsIn(text: string): string[] {
  const objects = spansIn(text, BEGIN_OF_OBJECT);
  const lists = spansIn(text, BEGIN_OF_LIST);
  const fenced = [...objects, ...lists]
    .filter(({ isFenced }) => isFenced)
    .toSorted((one, other) => other.begin - one.begin);
  // An object is what is asked for nearly always, and words may hold lists such as [1].
  const spans = new Set([...fenced, ...objects.toReversed(), ...lists.toReversed()]);
  return Array.from(spans)
    .slice(0, MOST_READ)
    .flatMap(({ begin, end }) => documentOf(text.slice(begin, end)) ?? []);
}

function documentOf(found: string): string | undefined {
  if (parsed(found) !== undefined) return found;
  const repaired = found.replace(COMMAS, (part) => (part === ',' ? '' : part));
  return parsed(repaired) === undefined ? undefined : repaired;
}

/** What begins so and is closed; nothing that lies in another one. */
function spansIn(text: string, begins: RegExp): Span[] {
  const spans: Span[] = [];
  let unclosed = 0;
  let from = 0;
  for (const { index: begin } of text.matchAll(begins)) {
    if (begin < from) continue;
    const end = endOf(text, begin);
    if (end === undefined && ++unclosed > MOST_UNCLOSED) break;
    if (end === undefined) continue;
    spans.push({ begin, end, isFenced: FENCE.test(text.slice(Math.max(0, begin - LONGEST_FENCE), begin)) });
    from = end;
  }
  return spans;
}

/** Where the bracket at `begin` is closed, brackets in texts left aside. */
function endOf(text: string, begin: number): number | undefined {
  let depth = 0;
  let isQuoted = false;
  for (let at = begin; at < text.length; at++) {
    const character = text[at] ?? '';
    if (isQuoted) {
      if (character === '\\') at++;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (OPENING.includes(character)) depth++;
    else if (CLOSING.includes(character) && --depth === 0) return at + 1;
  }
  return undefined;
}

/** `undefined` if it is no JSON, which has no such value. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
