/** What the service answered instead of success, in its own words. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly requestId: string | undefined,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The service did not answer at all. */
export class UnreachableError extends ApiError {
  constructor() {
    super(
      'UNREACHABLE',
      'The service does not answer. Is it running, and is this machine connected to it?',
      0,
      undefined,
    );
  }
}

interface ErrorBody {
  error_code?: string;
  message?: string;
  request_id?: string;
  details?: Record<string, unknown>;
  error?: Pick<ErrorBody, 'message' | 'request_id' | 'details'> & { code?: string };
}

/** Also of answers in the shape of the OpenAI API, and of proxies that answer something else. */
export async function readError(response: Response): Promise<ApiError> {
  const body: ErrorBody = await response
    .clone()
    .json()
    .then((value: unknown) => (typeof value === 'object' && value !== null ? value : {}))
    .catch(() => ({}));
  const code = body.error_code ?? body.error?.code ?? `HTTP ${response.status}`;
  const message = body.message ?? body.error?.message ?? `The service answered with status ${response.status}.`;
  const requestId = body.request_id ?? body.error?.request_id ?? response.headers.get('x-request-id') ?? undefined;
  return new ApiError(code, message, response.status, requestId, body.details ?? body.error?.details);
}
