import { SalesAgentError } from '../errors/sales-agent.error.js';

export class UploadInterruptedError extends SalesAgentError {
  static readonly errorCode = 'UPLOAD_INTERRUPTED';
  static readonly kind = 'malformed';
  static readonly meaning = 'The upload ended before the file did. Nothing of it is stored; send it again.';

  constructor() {
    super('The upload ended before the file did; send it again');
  }
}

export class UploadTimeoutError extends SalesAgentError {
  static readonly errorCode = 'UPLOAD_TIMEOUT';
  static readonly kind = 'request_timeout';
  static readonly meaning = 'The upload has stopped, or comes too slowly. Nothing of it is stored; send it again.';

  constructor(seconds: number) {
    super(`Less than 16 KB of the file came in ${seconds} seconds; send it again`, { seconds });
  }
}
