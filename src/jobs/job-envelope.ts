import { currentRequest, type RequestContext } from '../telemetry/request-context.js';
import { traceparentOf } from '../telemetry/tracing.js';
import { newId } from '../ids/new-id.js';

/** What is stored of a job: its data, and on whose behalf it was sent. A trigger finds jobs by `workspace_id`. */
export interface JobEnvelope {
  request_id: string;
  workspace_id?: string | undefined;
  key_id?: string | undefined;
  /** Of the request's span, if it was traced. */
  traceparent?: string | undefined;
  data: object;
}

/** `data` with the request under way as its cause. */
export function envelopeOf(data: object): JobEnvelope {
  const request = currentRequest();
  return {
    request_id: request?.requestId ?? newId(),
    workspace_id: request?.workspace,
    key_id: request?.keyId,
    traceparent: traceparentOf(request?.span),
    data,
  };
}

/** The request on whose behalf the job was sent. */
export function causeOf({ request_id, workspace_id, key_id }: JobEnvelope): RequestContext {
  return {
    requestId: request_id,
    ...(workspace_id === undefined ? {} : { workspace: workspace_id }),
    keyId: key_id,
  };
}
