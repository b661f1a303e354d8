import { ApiProperty, PickType } from '@nestjs/swagger';
import { BREAKER_STATES, type BreakerState } from '../llm/router/circuit-breaker.js';

/** The process is alive. */
export class LivenessResponse {
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  status!: 'ok';

  @ApiProperty({ example: '0.1.0' })
  version!: string;

  @ApiProperty({ example: 42 })
  uptime_seconds!: number;
}

/** What the service needs to serve is there. */
export class ReadinessResponse {
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  status!: 'ok';

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    example: { database: { status: 'up' }, process: { status: 'up' } },
  })
  checks!: Record<string, unknown>;
}

/** The service has started and is not shutting down. */
export class PingResponse {
  @ApiProperty({ enum: ['healthy'], example: 'healthy' })
  readonly status!: 'healthy';

  @ApiProperty({ example: 'sales-agent' })
  readonly service!: string;

  @ApiProperty({ description: 'Time of the answer, in UTC.', example: '2026-11-22T10:00:00.000Z' })
  readonly timestamp!: string;

  @ApiProperty({
    description: "Whether a vLLM endpoint of RunPod's is configured; whether it answers is another matter.",
    example: true,
  })
  readonly vllm_configured!: boolean;
}

const OVERALL_STATUSES = ['ok', 'degraded', 'down'] as const;

/** The database connections of this replica. */
export class PoolResponse {
  @ApiProperty({ description: 'Connections that are open.', example: 5 })
  size!: number;

  @ApiProperty({ example: 4 })
  idle!: number;

  @ApiProperty({ example: 1 })
  checked_out!: number;

  @ApiProperty({ description: 'Requests that wait for a connection.', example: 0 })
  waiting!: number;

  @ApiProperty({ example: 15 })
  max!: number;

  @ApiProperty({
    description: 'Connections that were closed since the start because they were broken, or too old.',
    example: 0,
  })
  evictions!: number;

  /** Time of the latest round trip, in ms; `null` before the first. */
  @ApiProperty({ type: Number, nullable: true, example: 0.8 })
  latency_ms!: number | null;
}

/** A language model's provider, as this replica finds it. */
export class ProviderHealthResponse {
  @ApiProperty({ example: 'runpod' })
  name!: string;

  @ApiProperty({ enum: BREAKER_STATES, example: 'closed' })
  breaker!: BreakerState;
}

/** Rows of the ledger that are not written yet, and those that were given up since the start. */
export class LedgerHealthResponse {
  @ApiProperty({ example: 0 })
  queued!: number;

  @ApiProperty({ example: 0 })
  dropped!: number;
}

/** How late the event loop is, in ms. */
export class EventLoopResponse {
  @ApiProperty({ description: 'Median of the last ten seconds.', example: 0.4 })
  lag_ms!: number;

  @ApiProperty({ example: 6.1 })
  lag_p99_ms!: number;
}

/** Memory of JavaScript; at its limit, the process ends. */
export class HeapResponse {
  @ApiProperty({ example: 48234496 })
  used_bytes!: number;

  @ApiProperty({ example: 4345298944 })
  limit_bytes!: number;
}

/** How the service is; with `HEALTH_DETAIL=false`, the first three fields of it. */
export class DetailedHealthResponse extends PickType(LivenessResponse, ['version', 'uptime_seconds']) {
  /** `ok`; `degraded`: it serves, but not as it could; `down`: it cannot serve. */
  @ApiProperty({ enum: OVERALL_STATUSES, example: 'ok' })
  status!: (typeof OVERALL_STATUSES)[number];

  /** Each check with its status, `up`, `degraded` or `down`, and the reason where it is not up. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    example: { database: { status: 'up' } },
  })
  checks?: Record<string, unknown>;

  pool?: PoolResponse;

  providers?: ProviderHealthResponse[];

  ledger?: LedgerHealthResponse;

  event_loop?: EventLoopResponse;

  heap?: HeapResponse;
}
