import { HttpStatus, Injectable } from '@nestjs/common';
import type { SetReplyHead } from '../api/reply-head.decorator.js';
import { Database } from '../database/database.service.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { ProviderRegistry } from '../llm/router/provider-registry.js';
import type { PingResponse } from './health.dto.js';

/** Whether the process is starting, serving or stopping, from what it knows without a query. */
@Injectable()
export class PingService {
  constructor(
    private readonly database: Database,
    private readonly llm: ProviderRegistry,
    private readonly shutdown: ShutdownState,
  ) {}

  /**
   * The answer of a healthy process; none, with the status 204, until it has connected to its database once.
   * @throws ServiceUnavailableError while the process shuts down
   */
  answer(setHead?: SetReplyHead): PingResponse | undefined {
    if (this.shutdown.isDraining) throw drainingError();
    if (!this.database.wasConnected) {
      setHead?.({ status: HttpStatus.NO_CONTENT });
      return undefined;
    }
    return {
      status: 'healthy',
      service: 'sales-agent',
      timestamp: new Date().toISOString(),
      vllm_configured: this.llm.states().some(({ name }) => name === 'runpod'),
    };
  }
}

/** The answer of a process that shuts down. */
export function drainingError(): ServiceUnavailableError {
  return new ServiceUnavailableError('The service is shutting down');
}
