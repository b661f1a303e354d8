/** Where a model's thinking ends; some templates leave out where it begins. */
const END_OF_THINKING = /^[^]*<\/(?:think|thinking|thought|reasoning)>/;
/** Places in a text at which a JSON document may begin and that are tried. */
const MOST_TRIES = 16;
/** Of a text, a comma before a closing bracket, or a text in it that is left alone. */
const COMMAS = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

const OPENING = '{[';
const CLOSING = '}]';

/**
 * The JSON document in a model's text: all of it, or what is left without its thinking, a fence and the words around it. Commas before
 * a closing bracket are taken out. `undefined` if there is none. Takes time in proportion to the text.
 */
export function jsonIn(text: string): string | undefined {
  if (isJson(text)) return text;
  const answer = text.replace(END_OF_THINKING, '');
  // An object is what is asked for nearly always, and words may hold lists such as [1].
  return documentIn(answer, '{') ?? documentIn(answer, '[') ?? (isJson(answer) ? answer.trim() : undefined);
}

function documentIn(text: string, bracket: string): string | undefined {
  let from = 0;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const begin = text.indexOf(bracket, from);
    if (begin < 0) return undefined;
    const end = endOf(text, begin);
    if (end === undefined) from = begin + 1;
    else {
      const found = text.slice(begin, end);
      const repaired = isJson(found) ? found : found.replace(COMMAS, (part) => (part === ',' ? '' : part));
      if (isJson(repaired)) return repaired;
      from = end;
    }
  }
  return undefined;
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
