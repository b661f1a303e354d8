import { ApiProperty, PickType } from '@nestjs/swagger';
import { RunResponse } from '../../qualification/runs/run.dto.js';

/** A run, in brief. */
export class RunState extends PickType(RunResponse, [
  ...(['state', 'pause_reason', 'method', 'counts', 'cost_usd', 'estimate', 'eta_seconds'] as const),
]) {
  @ApiProperty({ type: String, nullable: true })
  run_id!: string | null;

  static of({ id: run_id, ...run }: RunResponse): RunState {
    return { run_id, ...run };
  }
}
