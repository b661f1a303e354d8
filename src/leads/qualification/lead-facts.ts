/** What a scorer may know of a lead: its business fields, and nothing of what earlier scorers thought. */
export interface LeadFacts {
  companyName: string;
  companyWebsite: string | null;
  companySize: string | null;
  industry: string | null;
  contactName: string | null;
  contactEmail: string | null;
  contactPhone: string | null;
  contactTitle: string | null;
  notes: string | null;
  additionalData: Record<string, unknown> | null;
}
