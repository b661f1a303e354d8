import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { Text } from '../../validation/text.decorator.js';
import { OptionalLeadFields } from './create-lead.dto.js';

/** What changes; a field that is not given stays as it is, `null` or `""` clears it. */
export class UpdateLeadRequest extends OptionalLeadFields {
  @ValidateIf((_, value) => value !== undefined)
  @Text({ max: 255, example: 'Acme Corporation' })
  @ApiPropertyOptional({ required: false })
  company_name?: string;
}
