import type { Type } from '@nestjs/common';
import { validationPipe } from '../../validation/validation.pipe.js';

const pipe = validationPipe();

/**
 * `value` as a request of the REST API, by the very rules that hold there.
 * @throws ValidationError
 */
export async function asRequest<Request extends object>(type: Type<Request>, value: object): Promise<Request> {
  return (await pipe.transform(value, { type: 'body', metatype: type })) as Request;
}
