import type { Sector } from './sectors.js';

/** Trades in one or two words, in en, de, fr, es, it and pl; they count only where nothing else places the industry. */
export const TRADE_WORDS: Partial<Record<Sector, string>> = {
  software: 'managementisv, programmierung, ssii, system house, value added reseller, satellite software',
  finance: 'leasing, factoring, debt collection, inkasso, finanzmakler, versicherungsmakler',
  health:
    'nutrition, psychology, psychotherapy, psychologie, genomics, physio, seniorenheim, altenheim, pflegeheim, ehpad, laboratoire d analyses, studio dentistico, ' +
    'ochrona zdrowia, opieka zdrowotna, supplements, dietary supplements',
  manufacturing:
    'drone, drones, white goods, bakery, bakeries, backerei, boulangerie, panaderia, panificio, brauerei, timber, wood, aluminium, aluminum, cnc, machining, ' +
    'injection moulding, injection molding, pcb, pcbs, sensors, optics, photonics, lab equipment, laboratory equipment, fertilizer, fertiliser, wine, satellites, ' +
    'stahlbau, alimentacion, alimentare, alimentari, calzado, calzature, manifatturiero, manifattura, metalmeccanica, metalmeccanico, laboratoire, tischlerei, schreinerei',
  professional:
    'cpa, cpas, notar, notariat, wirtschaftsprufer, expert comptable, experts comptables, gestoria, agentur, studio notarile, scientific and technical activities',
  retail:
    'd2c, dtc, dtc brands, direct to consumer, subscription boxes, luxury, reseller, resellers, apotheke, pharmacie, farmacia, optiker, juwelier',
  hospitality: 'coffee, wedding, weddings',
  leisure: 'outdoor, esports, e sports',
  media: 'podcast, podcasts, podcasting',
  education: 'higher ed, kita, kindertagesstatte',
  logistics: 'ports, rail, railway, railways, airport, airports',
  energy: 'waste, environment, umwelt, reciclaje, riciclaggio, ev charging, charging stations',
  construction:
    'painting, painters, maler, malerbetrieb, holzbau, shk, heizung, heizung klima, plomberie, plombier, fontaneria, fontanero, idraulica, artisanat',
  publicSector: 'politics, mairie',
  nonprofit: 'trade union, trade unions, labor union, gewerkschaft, syndicat, sindicato, sindacato, kammer',
  agriculture: 'seeds',
  support: 'pest control, schadlingsbekampfung, administrative and support service activities',
};
