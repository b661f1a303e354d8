import type { IncomingHttpHeaders } from 'node:http';
import { ValidationError } from '../errors/request.errors.js';

/** Any version, or those of these tags. */
type Tags = '*' | readonly string[];

/** Elements of a list may be empty (RFC 9110, section 5.6.1). */
const LIST_OF_TAGS = /^[ \t,]*(?:W\/)?"[^"\s]*"(?:[ \t]*,[ \t,]*(?:W\/)?"[^"\s]*")*[ \t,]*$/;
/** A tag that this service gives out, perhaps made weak by a proxy. */
const OWN_TAG = /^(W\/)?"([1-9]\d{0,9}(?:-[a-z_]+)?)"$/;

/** The headers that make a request conditional, as Node.js has them, and as they are written. */
const HEADERS = [
  ['if-match', 'If-Match'],
  ['if-none-match', 'If-None-Match'],
  ['if-unmodified-since', 'If-Unmodified-Since'],
] as const;

/**
 * What `If-Match` and `If-None-Match` demand of the version of what a request reads or changes (RFC 9110, section 13.1). The
 * `ETag` of a version is its number in quotes; a word behind it tells two answers about one version apart.
 */
export class Preconditions {
  private constructor(
    private readonly match: Tags | undefined,
    private readonly noneMatch: Tags | undefined,
  ) {}

  static readonly NONE = new Preconditions(undefined, undefined);

  /** @throws ValidationError for a header that holds neither `*` nor entity tags */
  static of(headers: IncomingHttpHeaders): Preconditions {
    const match = headers['if-match'];
    const noneMatch = headers['if-none-match'];
    if (match === undefined && noneMatch === undefined) return Preconditions.NONE;
    return new Preconditions(readTags('If-Match', match, false), readTags('If-None-Match', noneMatch, true));
  }

  get isEmpty(): boolean {
    return this === Preconditions.NONE;
  }

  /** Whether a write may go on; `version` is `undefined` where there is nothing yet. */
  allow(version: number | undefined): boolean {
    return this.matches(version) && !this.isKnown(version);
  }

  /** Whether `If-Match` lets the request pass. */
  matches(version: number | undefined): boolean {
    return this.match === undefined || includes(this.match, version);
  }

  /** Whether `If-None-Match` names this very answer. */
  isKnownTag(tag: string): boolean {
    return this.noneMatch !== undefined && (this.noneMatch === '*' || this.noneMatch.includes(tag));
  }

  /** Whether `If-None-Match` names this version. */
  isKnown(version: number | undefined): boolean {
    return this.noneMatch !== undefined && includes(this.noneMatch, version);
  }
}

/** @throws ValidationError for a precondition about time, whose seconds are too coarse to see every change */
export function refuseOtherPreconditions(headers: IncomingHttpHeaders): void {
  if (headers['if-unmodified-since'] === undefined) return;
  throw refusal('If-Unmodified-Since', 'is not supported; send the ETag as If-Match');
}

/** The refusal of preconditions by an operation that evaluates none; `undefined` where there are none. */
export function unsupportedPrecondition(headers: IncomingHttpHeaders): ValidationError | undefined {
  for (const [name, header] of HEADERS) {
    if (headers[name] !== undefined) return refusal(header, 'is not supported by this operation');
  }
  return undefined;
}

function includes(tags: Tags, version: number | undefined): boolean {
  return version !== undefined && (tags === '*' || tags.some((tag) => Number.parseInt(tag, 10) === version));
}

/** Tags that this service never gives out match nothing; neither do weak ones where the comparison is strong. */
function readTags(header: string, value: string | undefined, takesWeak: boolean): Tags | undefined {
  const text = value?.trim();
  if (text === undefined || text === '*') return text;
  if (!LIST_OF_TAGS.test(text)) throw refusal(header, 'must be * or a list of entity tags, such as "12"');
  // A comma within a tag makes parts of it that are no tags.
  return text.split(',').flatMap((element) => {
    const [, weak, tag] = OWN_TAG.exec(element.trim()) ?? [];
    return tag !== undefined && (takesWeak || weak === undefined) ? [tag] : [];
  });
}

function refusal(header: string, message: string): ValidationError {
  return new ValidationError([{ field: header, rule: 'precondition', message: `${header} ${message}` }]);
}
