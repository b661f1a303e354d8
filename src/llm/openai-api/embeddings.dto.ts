import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** A request for embeddings; parameters that are not named here pass through to the provider. */
@ApiSchema({ name: 'EmbeddingsRequest' })
export class EmbeddingsRequest {
  @ApiPropertyOptional({
    description: 'A model that makes embeddings, by itself or as `provider/model`; a provider; or `auto`.',
    default: 'auto',
    example: 'text-embedding-3-small',
  })
  model?: string;

  @ApiProperty({
    description: 'A text or several, or the tokens of one or several.',
    oneOf: [
      { type: 'string' },
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { type: 'integer' } },
      { type: 'array', items: { type: 'array', items: { type: 'integer' } } },
    ],
    example: 'Plans a fleet of delivery vans.',
  })
  input!: string | string[] | number[] | number[][];

  @ApiPropertyOptional({ enum: ['float', 'base64'], default: 'float' })
  encoding_format?: 'float' | 'base64';

  @ApiPropertyOptional({ minimum: 1, example: 256 })
  dimensions?: number;
}

class EmbeddingResponse {
  @ApiProperty({ example: 'embedding' })
  object!: string;

  @ApiProperty({ example: 0 })
  index!: number;

  @ApiProperty({
    oneOf: [
      { type: 'array', items: { type: 'number' } },
      { type: 'string', format: 'byte' },
    ],
    example: [0.1, -0.2],
  })
  embedding!: number[] | string;
}

class EmbeddingsUsage {
  @ApiProperty({ example: 7 })
  prompt_tokens!: number;

  @ApiProperty({ example: 7 })
  total_tokens!: number;
}

/** Embeddings, as the provider sent them, in the order of the inputs. */
export class EmbeddingsResponse {
  @ApiProperty({ example: 'list' })
  object!: string;

  @ApiProperty({ type: [EmbeddingResponse] })
  data!: EmbeddingResponse[];

  /** The model that answered. */
  @ApiProperty({ example: 'text-embedding-3-small' })
  model!: string;

  @ApiPropertyOptional({ type: EmbeddingsUsage })
  usage?: EmbeddingsUsage;
}
