import { ApiProperty } from '@nestjs/swagger';

/** The service has started, and nobody has told it to stop. */
export class PingResponse {
  @ApiProperty({ enum: ['healthy'], example: 'healthy' })
  readonly status!: 'healthy';

  /** @example "sales-agent" */
  readonly service!: string;

  /**
   * When this was said, in UTC.
   * @example "2026-11-22T10:00:00.000Z"
   */
  readonly timestamp!: string;

  /**
   * Whether a vLLM endpoint of RunPod's is configured; whether it answers is another matter.
   * @example true
   */
  readonly vllm_configured!: boolean;
}
