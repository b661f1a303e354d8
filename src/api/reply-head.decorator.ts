import { handlerParameter } from './handler-parameter.js';

/** Status and headers of an answer, where they depend on its result. */
export interface ReplyHead {
  status?: number;
  headers?: Record<string, string>;
}

export type SetReplyHead = (head: ReplyHead) => void;

/** A function that sets the status and the headers of the answer in one go. */
export const SetHead = handlerParameter((_request, reply): SetReplyHead => ({ status, headers }) => {
  if (status !== undefined) void reply.code(status);
  if (headers !== undefined) void reply.headers(headers);
});
