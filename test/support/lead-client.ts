import { expect } from 'vitest';
import type { TestService } from './test-service.js';

/** A lead, as far as tests look at it. */
export interface Lead extends Record<string, unknown> {
  id: string;
  version: number;
}

export const LEADS_PATH = '/api/v1/leads';

export const pathOf = ({ id }: Lead): string => `${LEADS_PATH}/${id}`;

/** Stores and reads leads of a service. */
export class LeadClient {
  constructor(private readonly service: TestService) {}

  /** Stores a new lead, whose company is Acme unless it says otherwise. */
  store = async (fields: object): Promise<Lead> => {
    const { status, body } = await this.service.http.post(LEADS_PATH).send({ company_name: 'Acme', ...fields });
    expect(status).toBe(201);
    return body as Lead;
  };

  /** A lead as it is now. */
  read = async (id: string): Promise<Lead> => (await this.service.http.get(`${LEADS_PATH}/${id}`)).body as Lead;

  /** Stores a lead, or changes the one with the same value of the field `match`. */
  put = (match: string, fields: object) => this.service.http.put(`${LEADS_PATH}?match=${match}`).send(fields);

  /** How many leads a page of the list has. */
  countOf = async (query: string): Promise<number> =>
    ((await this.service.http.get(`${LEADS_PATH}?${query}`)).body.data as unknown[]).length;
}
