import { describe, expect, it } from 'vitest';
import { industryWords, sectorsOf } from './industry.js';
import type { Sector } from './sectors.js';

/** Industries as LinkedIn and others write them in German, French, Spanish and Portuguese. */
const NAMES: [Sector, string][] = [
  [
    'software',
    `Softwareentwicklung; IT-Services und IT-Beratung; IT-Dienstleistungen; Informationstechnologie und -dienste; Computersoftware; Computerspiele; Computer- und Netzwerksicherheit; Internet; Technologie, Information und Internet; Datensicherheitssoftware; Développement de logiciels; Services et conseil en informatique; Technologies et services de l’information; Logiciels informatiques; Éditeur de logiciels; Sécurité informatique et des réseaux; Jeux vidéo; Technologie, information et Internet; Desarrollo de software; Servicios y consultoría de TI; Tecnologías y servicios de la información; Software; Seguridad del ordenador y de las redes; Videojuegos; Tecnología, información e internet; Desenvolvimento de software; Atividades dos serviços de tecnologia da informação; Serviços e consultoria de TI; Tecnologia da Informação e Serviços; Segurança de redes e sistemas de computador; Programas de computador; Jogos eletrônicos`,
  ],
  [
    'finance',
    `Finanzdienstleistungen; Bankwesen; Banken; Versicherungen; Versicherungswesen; Investment-Management; Investmentbanking; Risikokapital und Private Equity; Kapitalmärkte; Vermögensverwaltung; Versicherungsmakler; Finanzbranche; Services financiers; Banques; Secteur bancaire; Assurances; Banques d’investissement; Gestion de portefeuilles; Capital-risque et fonds de capital-investissement; Marchés des capitaux; Servicios financieros; Banca; Seguros; Banca de inversiones; Gestión de inversiones; Capital de riesgo y capital privado; Mercados de capital; Serviços financeiros; Bancos; Seguros; Banco de investimentos; Gestão de investimentos; Mercado de capitais; Capital de risco e participação privada`,
  ],
  [
    'health',
    `Gesundheitswesen; Krankenhäuser und Gesundheitswesen; Krankenhaus; Medizintechnik; Medizinische Geräte; Pharmazeutische Industrie; Pharma; Biotechnologie; Arztpraxen; Zahnärzte; Tiermedizin; Psychische Gesundheit; Hôpitaux et services de santé; Santé; Équipements médicaux; Industrie pharmaceutique; Biotechnologies; Cabinets médicaux; Médecine douce; Soins de santé mentale; Hospitales y atención sanitaria; Atención sanitaria y hospitalaria; Farmacéuticas; Industria farmacéutica; Biotecnología; Consultorios médicos; Veterinaria; Atención a la salud mental; Dispositivos médicos; Hospitais e atendimento à saúde; Hospitais e serviços de saúde; Saúde; Indústria farmacêutica; Biotecnologia; Consultórios médicos; Equipamentos médicos; Assistência à saúde mental; Medicina veterinária`,
  ],
  [
    'manufacturing',
    `Maschinenbau; Automobilindustrie; Fahrzeugbau; Elektrotechnik; Chemische Industrie; Chemieindustrie; Herstellung von Kunststoffen; Lebensmittelproduktion; Lebensmittelherstellung; Textilindustrie; Halbleiter; Verpackungsindustrie; Möbelindustrie; Luft- und Raumfahrt; Metallverarbeitung; Fertigung; Papier und Forstprodukte; Druckindustrie; Schiffbau; Werkzeugmaschinen; Industrieautomation; Fabrication; Industrie automobile; Industrie chimique; Produits chimiques; Fabrication de machines; Fabrication de produits métalliques; Plasturgie; Métallurgie; Emballages et conteneurs; Semi-conducteurs; Aéronautique et aérospatiale; Industrie agroalimentaire; Textiles; Meubles; Construction navale; Cosmétiques; Fabricación; Fabricación de maquinaria; Automoción; Industria automotriz; Productos químicos; Plásticos; Semiconductores; Producción alimentaria; Envases y embalajes; Metalurgia; Maquinaria; Industria aeroespacial y aviación; Textil; Muebles; Artes gráficas; Electrónica de consumo; Fabricação; Indústria automotiva; Automotivo; Produtos químicos; Plásticos; Máquinas e equipamentos; Semicondutores; Produção de alimentos; Embalagens e contêineres; Indústria têxtil; Móveis; Metalúrgica; Aviação e aeroespacial; Eletroeletrônica`,
  ],
  [
    'professional',
    `Unternehmensberatung; Managementberatung; Rechtsberatung; Rechtsanwaltskanzlei; Rechtsdienstleistungen; Buchhaltung; Wirtschaftsprüfung; Steuerberatung; Personalwesen; Personalvermittlung; Personaldienstleistungen und -beratung; Architektur und Planung; Marktforschung; Ingenieurdienstleistungen; Grafikdesign; Forschung; Conseil en management; Services et conseil aux entreprises; Services juridiques; Cabinets d’avocats; Comptabilité; Ressources humaines; Recrutement et placement de personnel; Architecture et urbanisme; Études de marché; Services d’ingénierie; Consultoría de gestión; Servicios y consultoría a empresas; Servicios jurídicos; Abogacía; Derecho; Contabilidad; Recursos humanos; Dotación y selección de personal; Arquitectura y planificación; Investigación de mercado; Servicios de ingeniería; Consultoria de gestão empresarial; Serviços e consultoria empresarial; Serviços jurídicos; Advocacia; Escritórios de advocacia; Contabilidade; Recursos humanos; Recrutamento e seleção; Arquitetura e planejamento; Pesquisa de mercado; Serviços de engenharia`,
  ],
  [
    'media',
    `Medienproduktion; Verlagswesen; Rundfunk; Zeitungen; Film und Fernsehen; Marketing und Werbung; Öffentlichkeitsarbeit; Unterhaltung; Médias radio et télédiffusés; Édition; Presse écrite; Cinéma; Marketing et publicité; Relations publiques et communications; Divertissements; Medios de comunicación en línea; Publicaciones; Prensa; Marketing y publicidad; Relaciones públicas y comunicaciones; Entretenimiento; Mídia de difusão; Editoração; Jornais; Marketing e publicidade; Relações públicas e comunicações; Entretenimento`,
  ],
  [
    'retail',
    `Einzelhandel; Großhandel; Konsumgüter; Bekleidung und Mode; Supermärkte; Import und Export; Autohandel; Luxusgüter und Schmuck; Onlinehandel; Commerce de détail; Commerce de gros; Biens de consommation; Grande distribution; Import et export; Vêtements et mode; Venta al por menor; Venta al por mayor; Comercio minorista; Bienes de consumo; Supermercados; Importación y exportación; Moda y confección; Varejo; Atacado; Bens de consumo; Comércio varejista; Supermercados; Importação e exportação; Vestuário e moda; Comércio eletrônico`,
  ],
  [
    'education',
    `Bildungswesen; Hochschulbildung; Hochschulen; Schulen; E-Learning; Weiterbildung; Professionelles Training und Coaching; Enseignement supérieur; Enseignement primaire/secondaire; Formation professionnelle et coaching; Formation à distance; Gestion de l’éducation; Educación superior; Educación primaria y secundaria; Formación profesional y capacitación; Gestión educativa; Servicios educativos; Ensino superior; Ensino fundamental e médio; Treinamento profissional e coaching; Educação; Gestão educacional`,
  ],
  [
    'realEstate',
    `Immobilien; Gewerbeimmobilien; Immobilienmakler; Immobilier; Immobilier commercial; Bienes inmobiliarios; Inmobiliaria; Sector inmobiliario; Imóveis; Imobiliário; Imóveis comerciais`,
  ],
  [
    'construction',
    `Bauwesen; Baugewerbe; Hochbau; Baustoffe; Tiefbau; Bauunternehmen; Construction; Bâtiment; BTP; Matériaux de construction; Génie civil; Construcción; Materiales de construcción; Ingeniería civil; Construção; Construção civil; Materiais de construção; Engenharia civil`,
  ],
  [
    'logistics',
    `Logistik und Beschaffung; Logistik; Spedition; Transport; Fluggesellschaften/Luftfahrt; Lagerung; Seeschifffahrt; Logistique et chaîne d’approvisionnement; Transports routiers et ferroviaires; Compagnies aériennes/Aviation; Entreposage, stockage; Transport maritime; Logística y cadena de suministro; Transporte por carretera o ferrocarril; Aerolíneas/Aviación; Almacenamiento; Logística e cadeia de suprimentos; Transporte rodoviário; Linhas aéreas/aviação; Armazenagem`,
  ],
  [
    'energy',
    `Energieversorgung; Versorgungsunternehmen; Öl und Energie; Erneuerbare Energien und Umwelt; Stadtwerke; Pétrole et énergie; Énergies renouvelables et environnement; Services publics; Petróleo y energía; Energía renovable y medio ambiente; Servicios públicos; Petróleo e energia; Energia renovável e meio ambiente; Serviços públicos`,
  ],
  [
    'hospitality',
    `Gastgewerbe; Gastronomie; Hotellerie; Restaurants; Tourismus; Freizeit, Reisen und Tourismus; Lebensmittel und Getränke; Hôtellerie et hébergement; Restauration; Tourisme et loisirs; Hostelería; Restaurantes; Ocio, viajes y turismo; Alimentación y bebidas; Hotelaria; Restaurantes; Lazer, viagens e turismo; Alimentos e bebidas`,
  ],
  [
    'publicSector',
    `Öffentliche Verwaltung; Regierungsverwaltung; Strafverfolgung; Militär; Öffentliche Sicherheit; Administration publique; Forces de l’ordre; Armée; Sécurité civile; Administración gubernamental; Ejército; Cumplimiento de la ley; Seguridad ciudadana; Administração governamental; Administração pública; Forças armadas; Segurança pública`,
  ],
  [
    'nonprofit',
    `Gemeinnützige Organisationen; Non-Profit-Organisation; Religiöse Einrichtungen; Stiftungen; Associations à but non lucratif; Organisation à but non lucratif; Institutions religieuses; Organizaciones sin ánimo de lucro; Gestión de organizaciones sin ánimo de lucro; Instituciones religiosas; Organizações sem fins lucrativos; Instituições religiosas`,
  ],
  ['telecom', `Telekommunikation; Télécommunications; Telecomunicaciones; Telecomunicações`],
  [
    'agriculture',
    `Landwirtschaft; Fischerei; Agriculture; Élevage; Pêche; Agricultura; Ganadería; Pesca; Agricultura; Pecuária; Agronegócio`,
  ],
  [
    'leisure',
    `Glücksspiel und Kasinos; Sport; Museen; Darstellende Künste; Arts du spectacle; Jeux d’argent; Musées; Deportes; Apuestas y casinos; Artes escénicas; Esportes; Apostas e cassinos; Artes cênicas`,
  ],
];

const rows = NAMES.flatMap(([sector, names]) => names.split('; ').map((name) => [name, sector] as const));

describe('industries in other languages', () => {
  it.each(rows)('%s is placed into %s', (name, sector) => {
    expect(sectorsOf(industryWords(name))).toContain(sector);
  });

  it.each<[Sector, string]>([
    [
      'software',
      'Yazılım; Программное обеспечение; ソフトウェア; 软件; 軟體業; 互联网; 소프트웨어 개발; Systemhaus; Informatyka',
    ],
    ['finance', 'Sigorta; Bankacılık; Банк; Страхование; 保険; 銀行業; 金融服务; 은행; Bankowość; Försäkring'],
    ['health', 'Sağlık; Здравоохранение; 医療・福祉; 製薬; 医药; 병원; Ospedale; Ziekenhuis; Zahnarzt'],
    [
      'manufacturing',
      'Üretim; Otomotiv; Машиностроение; 製造業; 制造业; 자동차 부품; Machine shop; Print shop; Tillverkning',
    ],
    [
      'professional',
      'Danışmanlık; Консалтинг; コンサルティング; 咨询; 会計事務所; Agence de communication; Commercialista; Advocatenkantoor',
    ],
    ['retail', 'Perakende; Розничная торговля; 小売業; 零售; 电子商务; Autohaus'],
    ['construction', 'İnşaat; Строительство; 建設業; 建筑; Elektroinstallation'],
    ['logistics', 'Lojistik; Логистика; 運輸業; 物流; Kurierdienst'],
    ['realEstate', 'Gayrimenkul; Недвижимость; 不動産; 房地产; Agence immobilière; REIT'],
    ['hospitality', 'Otel; Гостиницы; ホテル; 餐饮; Pub; Coffee shop'],
    ['publicSector', 'Belediye; 官公庁; Ayuntamiento; Gemeente; Stadtverwaltung; Ministry of Health'],
    ['education', 'Eğitim; Образование; 教育; Scuola; K-12'],
  ])('places into %s and nowhere else: %s', (sector, names) => {
    const placed = names.split('; ').map((name) => [name, sectorsOf(industryWords(name))]);
    expect(placed).toEqual(names.split('; ').map((name) => [name, [sector]]));
  });

  it.each<[Sector, string]>([
    [
      'manufacturing',
      'Bakery; Brauerei; Aluminium; CNC; Injection moulding; Photonics; Manifatturiero; Metalmeccanica; Alimentación; Stahlbau; Tischlerei; Drones',
    ],
    [
      'professional',
      'CPA; Notar; Wirtschaftsprüfer; Expert-comptable; Gestoría; M - Professional, scientific and technical activities',
    ],
    ['health', 'Nutrition; Seniorenheim; EHPAD; Studio dentistico; Ochrona zdrowia; Psychology'],
    ['retail', 'D2C; DTC brands; Luxury; Apotheke; Optiker; Reseller'],
    ['construction', 'Maler; Holzbau; SHK; Plomberie; Fontanería; Painting'],
    ['energy', 'Waste; EV charging; Reciclaje'],
    ['logistics', 'Rail; Airport; Ports'],
    ['software', 'Programmierung; SSII; ManagementISV; System house'],
    ['publicSector', 'Mairie; Politics'],
    ['support', 'Pest control; N - Administrative and support service activities'],
  ])('places trades into %s and nowhere else: %s', (sector, names) => {
    const placed = names.split('; ').map((name) => [name, sectorsOf(industryWords(name))]);
    expect(placed).toEqual(names.split('; ').map((name) => [name, [sector]]));
  });

  it.each([
    'Virtual reality; Reality TV; Christian ministry',
    'Barcode printing; Steel bar production; Bar association',
  ])('takes no false friend: %s', (names) => {
    const wrong: readonly Sector[] = ['realEstate', 'publicSector', 'hospitality'];
    expect(
      names.split('; ').filter((name) => sectorsOf(industryWords(name)).some((one) => wrong.includes(one))),
    ).toEqual([]);
  });
});
