import { Injectable, type PipeTransform } from '@nestjs/common';
import { ValidationError } from '../errors/request.errors.js';
import { UUID_FORM } from './uuid.decorator.js';

/** Lets only UUIDs reach the database, where anything else would be an error of its own. */
@Injectable()
export class UuidPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    if (!UUID_FORM.test(id)) throw new ValidationError([{ field: 'id', rule: 'uuid', message: 'id must be a UUID' }]);
    return id.toLowerCase();
  }
}
