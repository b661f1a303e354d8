/** The sectors that industries are placed into. */
export const SECTORS = [
  ...([
    'software',
    'finance',
    'health',
    'manufacturing',
    'professional',
    'media',
    'leisure',
    'retail',
    'education',
  ] as const),
  ...([
    'realEstate',
    'construction',
    'logistics',
    'energy',
    'mining',
    'hospitality',
    'publicSector',
    'nonprofit',
  ] as const),
  ...(['social', 'telecom', 'agriculture', 'consumer', 'support'] as const),
] as const;
export type Sector = (typeof SECTORS)[number];
