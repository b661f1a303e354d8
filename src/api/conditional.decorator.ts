import { HttpStatus } from '@nestjs/common';
import { handlerParameter } from './handler-parameter.js';
import { Preconditions, refuseOtherPreconditions } from './preconditions.js';

/** The answer about something that has versions, and what the request demands of its version. */
export interface ConditionalAnswer {
  preconditions: Preconditions;
  /**
   * The answer with its `ETag`; empty, with status 304, where the caller who reads has it already.
   * @param stateOf what else it tells, besides what the version counts: a word that goes into the `ETag`
   */
  answer: <Body extends { version: number }>(
    body: Promise<Body>,
    stateOf?: (body: Body) => string | undefined,
  ) => Promise<Body | undefined>;
}

/** For operations that are declared `conditional`. Throws ValidationError for a precondition that cannot be read. */
export const Conditional = handlerParameter((request, reply): ConditionalAnswer => {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead) refuseOtherPreconditions(request.headers);
  const preconditions = Preconditions.of(request.headers);
  return {
    preconditions,
    answer: async (pending, stateOf) => {
      const body = await pending;
      const state = stateOf?.(body);
      const tag = state === undefined ? String(body.version) : `${body.version}-${state}`;
      void reply.header('ETag', `"${tag}"`);
      if (!isRead || !preconditions.isKnownTag(tag)) return body;
      void reply.code(HttpStatus.NOT_MODIFIED);
      return undefined;
    },
  };
});
