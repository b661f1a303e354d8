import { OmitType } from '@nestjs/swagger';
import { OptionalFlag } from '../../validation/flag.decorator.js';
import { ListLeadsQuery } from '../dto/list-leads.dto.js';

/** Which leads, in which order. */
export class ExportLeadsQuery extends OmitType(ListLeadsQuery, ['limit', 'cursor']) {}

/** The same for a table. */
export class ExportLeadsCsvQuery extends ExportLeadsQuery {
  @OptionalFlag('Leaves formulas as they are; without it, a quote in front makes them text for spreadsheets.')
  raw?: boolean;

  @OptionalFlag('Begins with a byte order mark, by which Excel knows UTF-8.')
  excel?: boolean;
}
