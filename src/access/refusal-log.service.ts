import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { SalesAgentError } from '../errors/sales-agent.error.js';
import { CountedWarnings } from '../telemetry/counted-warnings.js';
import { AccessSettings } from './access.settings.js';

/** Logs refused requests: one line of counts for each address and minute, so that attempts leave a trace but fill no disk. */
@Injectable()
export class RefusalLog implements OnApplicationShutdown {
  private readonly warnings: CountedWarnings;

  constructor({ loggedAddressesPerMinute }: AccessSettings) {
    const logger = new Logger(RefusalLog.name);
    this.warnings = new CountedWarnings(logger, 'Requests were refused', 'address', loggedAddressesPerMinute);
  }

  /** Counts a request that was refused with `error`; other errors than 401, 403 and 429 are logged elsewhere. */
  add(address: string, { kind, errorCode }: SalesAgentError): void {
    if (['unauthenticated', 'forbidden', 'rate_limited'].includes(kind)) this.warnings.add(address, errorCode);
  }

  onApplicationShutdown(): void {
    this.warnings.flush();
  }
}
