import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { OperationCall, OperationStep } from '../../api/operation-steps.js';
import { currentRequest } from '../../telemetry/request-context.js';
import { readTags, TAGS_HEADER } from './tags.header.js';

/** Notes the tags of a request that uses language models, for the ledger rows of its attempts. */
@Injectable()
export class TagsStep implements OperationStep {
  /** @throws ValidationError */
  run({ operation, request }: OperationCall, next: () => unknown): unknown {
    if (operation.spends !== undefined) noteTags(request.headers[TAGS_HEADER]);
    return next();
  }
}

/** Clients send the same tags again and again. */
const known = new LRUCache<string, readonly string[]>({ max: 1_000 });

/** @throws ValidationError */
function knownTags(header: string): readonly string[] {
  let tags = known.get(header);
  if (tags === undefined) {
    tags = readTags(header);
    known.set(header, tags);
  }
  return tags;
}

/**
 * Notes the tags in a header, or in a field of that name, if there is one, for all that the current request does.
 * @throws ValidationError
 */
export function noteTags(header: unknown): void {
  if (header == null) return;
  const request = currentRequest();
  if (request !== undefined) request.tags = typeof header === 'string' ? knownTags(header) : readTags(header);
}
