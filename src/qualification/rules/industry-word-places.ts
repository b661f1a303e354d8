import type { Sector } from './sectors.js';

/** Words so general that they count only where nothing else places the industry. */
export const WEAK_WORDS: Partial<Record<Sector, string>> = {
  software:
    'technology, technologies, tech, digital, data, analytics, web, tecnologia, tecnologias, technologien, tecnologico, techniek',
  finance: 'brokers, broker',
  media: 'information, communications, communication, creative',
  telecom: 'communications, communication, service provider, service providers',
  energy: 'wind, environmental',
  hospitality: 'food, beverage, beverages, drinks, bar, pub',
  support: 'security',
  manufacturing: 'auto, industrial, industries, industriel, industrielle, production, metal, metalle',
  professional: 'research, engineering, design, planning, recherche, investigacion, pesquisa',
};

/**
 * Words that decide alone, at the beginning or the end of a name: "Retail Pharmacies" sell, "Industrial Equipment Rental" makes
 * nothing.
 */
export const HEADS: Partial<Record<Sector, string>> = {
  retail:
    'retail, wholesale, retailing, wholesaling, einzelhandel, grosshandel, gross und einzelhandel, commerce de detail, commerce de gros, vente au detail, vente en gros, ' +
    'venta minorista, venta al por menor, venta al por mayor, comercio minorista, comercio mayorista, comercio al por menor, comercio al por mayor, ' +
    'varejo, atacado, comercio por atacado, comercio a retalho, comercio por grosso, commercio al dettaglio, commercio all ingrosso, vendita al dettaglio, ' +
    'detailhandel, groothandel',
  support:
    'rental, rentals, rental services, equipment rental, equipment rental services, consumer goods rental, car rental, equipment leasing, vermietung, verleih, location de, ' +
    'location, alquiler, alquiler de, aluguel de, aluguel, locacao, noleggio, verhuur',
  consumer:
    'repair, maintenance, machinery maintenance, equipment maintenance, goods repair, furniture repair, reparatur, reparation, reparacion, reparacao, reparacion y mantenimiento, ' +
    'riparazione',
};

/** Parts of German compounds; the longest that fits decides. */
export const COMPOUND_BEGINNINGS: readonly (readonly [part: string, sector: Sector])[] = [
  ['software', 'software'],
  ['versicherung', 'finance'],
  ['finanz', 'finance'],
  ['kredit', 'finance'],
  ['pharma', 'health'],
  ['medizin', 'health'],
  ['gesundheits', 'health'],
  ['kranken', 'health'],
  ['pflege', 'health'],
  ['maschinen', 'manufacturing'],
  ['automobil', 'manufacturing'],
  ['fahrzeug', 'manufacturing'],
  ['elektro', 'manufacturing'],
  ['chemie', 'manufacturing'],
  ['metall', 'manufacturing'],
  ['kunststoff', 'manufacturing'],
  ['verpackungs', 'manufacturing'],
  ['immobilien', 'realEstate'],
  ['bauunternehm', 'construction'],
  ['energie', 'energy'],
  ['logistik', 'logistics'],
  ['transport', 'logistics'],
  ['tourismus', 'hospitality'],
  ['gastronomie', 'hospitality'],
  ['bildungs', 'education'],
  ['medien', 'media'],
  ['marketing', 'professional'],
  ['telekom', 'telecom'],
  ['landwirtschaft', 'agriculture'],
  ['rechts', 'professional'],
  ['steuerberat', 'professional'],
];
export const COMPOUND_ENDINGS: readonly (readonly [part: string, sector: Sector])[] = [
  ['einzelhandel', 'retail'],
  ['grosshandel', 'retail'],
  ['handel', 'retail'],
  ['vermietung', 'support'],
  ['verleih', 'support'],
  ['software', 'software'],
  ['maschinen', 'manufacturing'],
  ['herstellung', 'manufacturing'],
  ['fertigung', 'manufacturing'],
  ['industrie', 'manufacturing'],
  ['technik', 'manufacturing'],
  ['maschinenbau', 'manufacturing'],
  ['beratung', 'professional'],
  ['kanzlei', 'professional'],
  ['versicherung', 'finance'],
  ['versicherungen', 'finance'],
  ['klinik', 'health'],
  ['kliniken', 'health'],
  ['krankenhaus', 'health'],
  ['verlag', 'media'],
  ['schule', 'education'],
  ['schulen', 'education'],
  ['bau', 'construction'],
];
