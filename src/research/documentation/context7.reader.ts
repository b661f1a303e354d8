export interface Library {
  /** Such as `/facebook/react`. */
  id: string;
  title: string;
}

export interface Excerpt {
  title: string;
  text: string;
}

/** Such as `/facebook/react`, or `/vercel/next.js/v15.1.8`. */
const LIBRARY_ID = /^\/[\w.~@-]{1,100}(?:\/[\w.~@-]{1,100}){1,3}$/;

const LONGEST_TITLE = 200;
const LONGEST_EXCERPT = 4_000;
/** What one library may add to a prompt, in characters. */
const LONGEST_DOCUMENTATION = 20_000;

export function isLibraryId(name: string): boolean {
  return LIBRARY_ID.test(name);
}

/** The best match of a search, which comes first; `undefined` if there is none. */
export function readFirstLibrary(body: unknown): Library | undefined {
  const results = listOf(Array.isArray(body) ? { results: body } : body, 'results');
  const match = results.find(({ id }) => typeof id === 'string' && isLibraryId(id));
  if (match === undefined) return undefined;
  const { id, title, name } = match;
  const called = (textOf(title) || textOf(name)).slice(0, LONGEST_TITLE).toWellFormed();
  return { id: id as string, title: called || (id as string) };
}

/** The pieces of an answer, the code first, as many as fit; `undefined` if it is no answer. */
export function readExcerpts(body: unknown): Excerpt[] | undefined {
  if (!isRecord(body) || !('codeSnippets' in body || 'infoSnippets' in body)) return undefined;
  const code = listOf(body, 'codeSnippets').map(({ codeTitle, codeDescription, codeList }) => ({
    title: textOf(codeTitle),
    text: [textOf(codeDescription), ...listOf({ codeList }, 'codeList').map(({ code: lines }) => textOf(lines))],
  }));
  const info = listOf(body, 'infoSnippets').map(({ breadcrumb, content }) => ({
    title: textOf(breadcrumb),
    text: [textOf(content)],
  }));
  const excerpts: Excerpt[] = [];
  let room = LONGEST_DOCUMENTATION;
  for (const { title, text } of [...code, ...info]) {
    const whole = text.filter((part) => part !== '').join('\n\n');
    const kept = whole.slice(0, Math.min(LONGEST_EXCERPT, room)).toWellFormed();
    room -= kept.length;
    if (kept !== '') excerpts.push({ title: title.slice(0, LONGEST_TITLE).toWellFormed(), text: kept });
  }
  return excerpts;
}

/**
 * The id of a library that moved, by the `redirectUrl` of the answer: the id itself, or an address of the same server that
 * names it. Any other address is ignored.
 */
export function readNewId(body: unknown, base: URL): string | undefined {
  const redirectUrl = isRecord(body) ? body.redirectUrl : undefined;
  const address = typeof redirectUrl === 'string' ? URL.parse(redirectUrl, base.href) : null;
  if (address?.origin !== base.origin) return undefined;
  const id = address.searchParams.get('libraryId') ?? address.pathname;
  return isLibraryId(id) ? id : undefined;
}

function listOf(body: unknown, name: string): Record<string, unknown>[] {
  const list = isRecord(body) ? body[name] : undefined;
  return Array.isArray(list) ? (list as unknown[]).filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
