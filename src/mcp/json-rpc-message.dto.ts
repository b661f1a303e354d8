import { ApiProperty } from '@nestjs/swagger';

/** A message of MCP; its specification tells what there is. */
export class JsonRpcMessage {
  @ApiProperty({ enum: ['2.0'], example: '2.0' })
  jsonrpc!: string;

  @ApiProperty({ oneOf: [{ type: 'integer' }, { type: 'string' }], required: false, example: 1 })
  id?: number | string;

  @ApiProperty({ required: false, example: 'tools/list' })
  method?: string;

  @ApiProperty({ type: 'object', additionalProperties: true, required: [], example: {} })
  params?: Record<string, unknown>;
}
