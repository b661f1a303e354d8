import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** One message of a conversation. */
export class ChatMessageBody {
  @ApiProperty({ example: 'user' })
  role!: string;

  @ApiPropertyOptional({
    description: 'A text, or parts of it; none beside calls of tools.',
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'object' } }],
    example: 'Say hello.',
  })
  content?: string | object[] | null;
}

/** A chat completion request; parameters that are not named here pass through to the provider. */
@ApiSchema({ name: 'ChatCompletionRequest' })
export class ChatCompletionRequest {
  @ApiPropertyOptional({
    description: '`auto`, a strategy, a provider, or `provider/model`.',
    default: 'auto',
    example: 'auto',
  })
  model?: string;

  @ApiProperty({ type: [ChatMessageBody], minItems: 1 })
  messages!: ChatMessageBody[];

  @ApiPropertyOptional({ default: false })
  stream?: boolean;

  @ApiPropertyOptional({ minimum: 1, example: 200 })
  max_tokens?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 2, example: 0.7 })
  temperature?: number;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', maxLength: 512 },
    maxProperties: 16,
    nullable: true,
    description: 'Goes to the provider; its first entries, as `key=value`, are tags of the ledger rows.',
    example: { team: 'growth' },
  })
  metadata?: object | null;

  @ApiPropertyOptional({ minimum: 1, maximum: 128, default: 1 })
  n?: number;
}

class ChatAnswerMessage {
  @ApiProperty({ example: 'assistant' })
  role!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Hello!' })
  content!: string | null;
}

class ChatChoice {
  @ApiProperty({ example: 0 })
  index!: number;

  message!: ChatAnswerMessage;

  @ApiProperty({ type: String, nullable: true, example: 'stop' })
  finish_reason!: string | null;
}

class ChatUsage {
  @ApiProperty({ example: 12 })
  prompt_tokens!: number;

  @ApiProperty({ example: 3 })
  completion_tokens!: number;

  @ApiProperty({ example: 15 })
  total_tokens!: number;
}

/** A chat completion, as the provider sent it. */
export class ChatCompletionResponse {
  @ApiProperty({ example: 'chatcmpl-1' })
  id!: string;

  @ApiProperty({ example: 'chat.completion' })
  object!: string;

  /** Unix time, in seconds. */
  @ApiProperty({ example: 1_795_341_600 })
  created!: number;

  /** The model that answered. */
  @ApiProperty({ example: 'gpt-oss-120b' })
  model!: string;

  @ApiProperty({ type: [ChatChoice] })
  choices!: ChatChoice[];

  @ApiPropertyOptional({ type: ChatUsage })
  usage?: ChatUsage;
}
