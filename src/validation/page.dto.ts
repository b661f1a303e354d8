import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { OptionalNumber } from './number.decorator.js';
import { OptionalText } from './text.decorator.js';

/** Which page of a list. */
export class PageQuery {
  @OptionalNumber({ min: 1, max: 100, decimals: 0, inQuery: true, default: 50, description: 'Most entries on a page.' })
  limit = 50;

  @OptionalText({ max: 2_000, description: '`next_cursor` of the last page.' })
  cursor?: string | null;
}

/** The class of one page of a list of `Item`s. */
export function pageOf<Item>(item: Type<Item>) {
  class Page {
    @ApiProperty({ type: [item] })
    data!: Item[];

    @ApiProperty({
      type: String,
      nullable: true,
      description: 'Pass it as `cursor` to read on; `null` on the last page.',
      example: null,
    })
    next_cursor!: string | null;
  }
  return Page;
}
