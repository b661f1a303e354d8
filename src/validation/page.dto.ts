import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { toNumber } from './number.transform.js';
import { OptionalText } from './text.decorator.js';

/** Which page of a list. */
export class PageQuery {
  /** Most entries on a page. */
  @IsOptional()
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 50;

  /** The `next_cursor` of the page before, of the same list. */
  @OptionalText({ max: 2_000 })
  cursor?: string | null;
}
