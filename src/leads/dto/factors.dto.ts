/** One judged aspect. */
export class FactorResponse {
  /**
   * 0-100.
   * @example 90
   */
  score!: number;

  /** @example "Software is one of the ideal industries; 50-200 employees is inside 50-1000" */
  reason!: string;
}

/** The three aspects that the total is computed from. */
export class FactorsResponse {
  company_fit!: FactorResponse;
  contact_quality!: FactorResponse;
  sales_potential!: FactorResponse;
}
