import { SalesAgentError } from '../../../errors/sales-agent.error.js';

export class InvalidFileFormatError extends SalesAgentError {
  static readonly errorCode = 'INVALID_FILE_FORMAT';
  static readonly kind = 'invalid';
  static readonly meaning =
    'The file is none that can be imported: CSV, XLSX or NDJSON. `details.found` names what it is, where that is known.';

  constructor(message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, details, { cause });
  }
}

export class UnknownEncodingError extends SalesAgentError {
  static readonly errorCode = 'UNKNOWN_ENCODING';
  static readonly kind = 'invalid';
  static readonly meaning =
    'The letters of the file are neither UTF-8 nor those of an encoding that is known for certain; name it by `encoding`.';

  constructor() {
    super(
      'The file is not UTF-8, and its letters do not tell what else it is; save it as UTF-8, or say `encoding`, such as windows-1256 or big5',
    );
  }
}

export class MixedEncodingError extends SalesAgentError {
  static readonly errorCode = 'MIXED_ENCODING';
  static readonly kind = 'invalid';
  static readonly meaning =
    'One part of the file is UTF-8 and another is not, so that letters would be lost; save it in one encoding.';

  constructor() {
    super('The file mixes UTF-8 with another encoding; save it as UTF-8 and send it again');
  }
}

export class FileSizeExceededError extends SalesAgentError {
  static readonly errorCode = 'FILE_SIZE_EXCEEDED';
  static readonly kind = 'too_large';
  static readonly meaning =
    'The file has more bytes, rows or columns than an import may have; `details` names the limit and its setting.';

  /** @param what in words that follow "The file has more than 100" */
  constructor(limit: number, what: string, setting: string) {
    super(`The file has more than ${limit} ${what}; split it`, { limit, setting });
  }
}
