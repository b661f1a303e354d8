import { Injectable } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { ShutdownState } from '../../lifecycle/shutdown-state.js';
import { WorkInFlight } from '../../lifecycle/work-in-flight.js';

/** What a process is, and whether it ends. */
@Injectable()
export class ProcessFacts {
  constructor(
    readonly shutdown: ShutdownState,
    readonly work: WorkInFlight,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Commands run without an HTTP server. */
  get isServer(): boolean {
    return (this.host as { httpAdapter: AbstractHttpAdapter | null }).httpAdapter !== null;
  }
}
