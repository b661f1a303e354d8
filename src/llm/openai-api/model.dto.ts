import { ApiProperty } from '@nestjs/swagger';

/** A model in OpenAI's shape. */
export class ModelResponse {
  @ApiProperty({ example: 'auto' })
  id!: string;

  @ApiProperty({ example: 'model' })
  object!: string;

  @ApiProperty({ example: 0 })
  created!: number;

  @ApiProperty({ example: 'sales-agent' })
  owned_by!: string;
}

export class ModelListResponse {
  @ApiProperty({ example: 'list' })
  object!: string;

  @ApiProperty({ type: [ModelResponse] })
  data!: ModelResponse[];
}
