import { ApiProperty } from '@nestjs/swagger';

/** Whole seconds since the process started. */
export function uptimeSeconds(): number {
  return Math.floor(process.uptime());
}

/** The process is alive. */
export class LivenessResponse {
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  status!: 'ok';

  /** @example "0.1.0" */
  version!: string;

  /** @example 42 */
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
