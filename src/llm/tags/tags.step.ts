import { Injectable } from '@nestjs/common';
import type { OperationCall, OperationStep } from '../../api/operation.interceptor.js';
import { currentRequest } from '../../telemetry/request-context.js';
import { readTags, TAGS_HEADER } from './tags.header.js';

/** Notes the tags of a request that uses language models, for the ledger rows of its attempts. */
@Injectable()
export class TagsStep implements OperationStep {
  /** @throws ValidationError */
  async run({ operation, request }: OperationCall, next: () => Promise<unknown>): Promise<unknown> {
    if (operation.spends !== undefined) noteTags(request.headers[TAGS_HEADER]);
    return next();
  }
}

/**
 * Notes the tags in a header, if there is one, for all that the current request does.
 * @throws ValidationError
 */
export function noteTags(header: string | string[] | undefined): void {
  if (header === undefined) return;
  const request = currentRequest();
  if (request !== undefined) request.tags = readTags(header);
}
