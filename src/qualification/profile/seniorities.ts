/** The rungs of a career ladder that a profile may aim at, highest first. */
export const SENIORITIES = ['c_level', 'vp', 'head', 'director', 'manager', 'senior', 'individual', 'intern'] as const;
export type Seniority = (typeof SENIORITIES)[number];
