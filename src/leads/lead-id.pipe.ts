import { Injectable, type PipeTransform } from '@nestjs/common';
import { ValidationError } from '../errors/request.errors.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Lets only UUIDs reach the database, where anything else would be an error of its own. */
@Injectable()
export class LeadIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    if (!UUID.test(id)) throw new ValidationError([{ field: 'id', rule: 'uuid', message: 'id must be a UUID' }]);
    return id.toLowerCase();
  }
}
