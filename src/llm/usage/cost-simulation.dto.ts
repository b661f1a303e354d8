import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { HasDecimals } from '../../validation/number.decorator.js';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../llm.settings.js';
import { IsPriceMap, IsShareMap } from './cost-simulation.rules.js';

export const DEFAULT_OUTPUT_SHARE = 0.25;
const MOST_TOKENS = 1_000_000_000_000_000;

/** How many tokens a month, at which prices, shared out how. */
export class CostSimulationRequest {
  /** @example 10000000 */
  @IsInt()
  @Min(1)
  @Max(MOST_TOKENS)
  monthly_tokens!: number;

  @IsOptional()
  @IsPriceMap()
  @ApiPropertyOptional({
    type: 'object',
    nullable: true,
    additionalProperties: { oneOf: [{ type: 'number' }, { type: 'string' }] },
    description:
      'USD per million tokens by provider, as a number or in decimal digits, with at most six decimals; by default ' +
      'those of the configured providers, or, where there are none, the list prices of RunPod and Cerebras.',
    example: { runpod: 0.02, cerebras: '0.10' },
  })
  prices?: Record<string, number | string> | null;

  @IsOptional()
  @HasDecimals(4)
  @Min(0)
  @Max(1)
  @ApiPropertyOptional({
    type: 'number',
    nullable: true,
    default: DEFAULT_OUTPUT_SHARE,
    description: 'Share of the tokens that are answers, which default prices may price apart.',
  })
  output_share?: number | null;

  @IsOptional()
  @IsShareMap()
  @ApiPropertyOptional({
    type: 'object',
    nullable: true,
    additionalProperties: { type: 'object', additionalProperties: { type: 'number' } },
    description:
      'By strategy, the share of each provider: fractions that add up to 1, or whole percents that add up to 100. By ' +
      'default all goes to the cheapest, the quickest, or the best provider; `balanced` goes by the configured weights.',
    example: { balanced: { runpod: 80, cerebras: 20 } },
  })
  shares?: Partial<Record<RoutingStrategy, Record<string, number>>> | null;
}

/** What one provider gets of a month's tokens. */
export class ProviderShareResponse {
  /** @example "runpod" */
  provider!: string;

  /** @example 80 */
  percent!: number;

  /** @example 8000000 */
  tokens!: number;
}

export class SimulatedStrategyResponse {
  @ApiProperty({ enum: ROUTING_STRATEGIES, example: 'balanced' })
  strategy!: RoutingStrategy;

  shares!: ProviderShareResponse[];

  /**
   * Exact.
   * @example "0.36"
   */
  monthly_cost_usd!: string;

  /**
   * Against all tokens on the most expensive provider.
   * @example "0.64"
   */
  saving_usd!: string;

  /** @example 64 */
  saving_percent!: number;
}

/** What a month costs by each strategy. */
export class CostSimulationResponse {
  /** @example 10000000 */
  monthly_tokens!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'USD per million tokens, blended by `output_share` where answers are priced apart.',
    example: { runpod: '0.02', cerebras: '0.1' },
  })
  prices!: Record<string, string>;

  /** @example "cerebras" */
  most_expensive_provider!: string;

  /**
   * What all tokens cost there.
   * @example "1"
   */
  most_expensive_cost_usd!: string;

  strategies!: SimulatedStrategyResponse[];
}
