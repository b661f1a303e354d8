import { OptionalNumber } from './number.decorator.js';
import { OptionalText } from './text.decorator.js';

/** Which page of a list. */
export class PageQuery {
  @OptionalNumber({ min: 1, max: 100, decimals: 0, inQuery: true, default: 50, description: 'Most entries on a page.' })
  limit = 50;

  @OptionalText({ max: 2_000, description: 'The `next_cursor` of the page before.' })
  cursor?: string | null;
}
