import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { ProviderRegistry } from '../llm/router/provider-registry.js';
import type { PingResponse } from './ping.dto.js';

/** Where in its life the process is, by what it knows already: nobody is asked. */
@Injectable()
export class PingService {
  constructor(
    private readonly database: Database,
    private readonly llm: ProviderRegistry,
    private readonly shutdown: ShutdownState,
  ) {}

  /**
   * What a healthy process says of itself; `undefined` until it was connected to its database for the first time.
   * @throws ServiceUnavailableError as soon as it was told to stop
   */
  answer(): PingResponse | undefined {
    if (this.shutdown.isDraining) throw drainingError();
    if (!this.database.wasConnected) return undefined;
    return {
      status: 'healthy',
      service: 'sales-agent',
      timestamp: new Date().toISOString(),
      vllm_configured: this.llm.states().some(({ profile }) => profile.name === 'runpod'),
    };
  }
}

/** What a process says that was told to stop. */
export function drainingError(): ServiceUnavailableError {
  return new ServiceUnavailableError('The service was told to stop');
}
