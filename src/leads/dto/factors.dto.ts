import { ApiProperty } from '@nestjs/swagger';

/** The score of one factor. */
export class FactorResponse {
  @ApiProperty({ description: '0-100.', example: 90 })
  score!: number;

  @ApiProperty({ example: 'Software is one of the ideal industries; 50-200 employees is inside 50-1000' })
  reason!: string;
}

/** The three factors that the total is computed from. */
export class FactorsResponse {
  @ApiProperty({ type: FactorResponse })
  company_fit!: FactorResponse;
  @ApiProperty({ type: FactorResponse })
  contact_quality!: FactorResponse;
  @ApiProperty({ type: FactorResponse })
  sales_potential!: FactorResponse;
}
