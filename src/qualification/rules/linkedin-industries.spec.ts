import { describe, expect, it } from 'vitest';
import { industryWords, sectorsOf } from './industry.js';
import type { Sector } from './sectors.js';

/**
 * The names of both of LinkedIn's industry taxonomies (147 of the first, 434 of the second), each at the sector that it must be
 * placed into; it may be in others as well. https://learn.microsoft.com/linkedin/shared/references/reference-tables/industry-codes-v2
 */
const NAMES: [Sector, string][] = [
  [
    'software',
    `Computer & Network Security; Computer Games; Computer Hardware; Computer Networking; Computer Software; Information Technology and Services; Internet; Information Services;
    IT Services and IT Consulting; Computer and Network Security; Digital Accessibility Services; IT System Custom Software Development; IT System Data Services; IT System Design Services;
    IT System Installation and Disposal; IT System Operations and Maintenance; IT System Testing and Evaluation; IT System Training and Support; Technology, Information and Internet; Technology, Information and Media;
    Data Infrastructure and Analytics; Blockchain Services; Business Intelligence Platforms; Climate Data and Analytics; Internet Marketplace Platforms; Social Networking Platforms; Software Development;
    Mobile Gaming Apps; Computer Networking Products; Data Security Software Products; Desktop Computing Software Products; Embedded Software Products; Mobile Computing Software Products`,
  ],
  [
    'finance',
    `Banking; Capital Markets; Financial Services; Insurance; Investment Banking; Investment Management; Venture Capital & Private Equity; Investment Advice; Securities and Commodity Exchanges;
    Venture Capital and Private Equity Principals; Credit Intermediation; International Trade and Development; Loan Brokers; Savings Institutions; Funds and Trusts; Insurance and Employee Benefit Funds; Pension Funds;
    Trusts and Estates; Claims Adjusting, Actuarial Services; Insurance Agencies and Brokerages; Insurance Carriers; Holding Companies`,
  ],
  [
    'health',
    `Alternative Medicine; Biotechnology; Health, Wellness and Fitness; Hospital & Health Care; Medical Devices; Medical Practice; Mental Health Care; Pharmaceuticals; Veterinary; Hospitals and Health Care; Hospitals;
    Medical Practices; Ambulance Services; Chiropractors; Dentists; Family Planning Centers; Home Health Care Services; Medical and Diagnostic Laboratories; Optometrists; Outpatient Care Centers;
    Physical, Occupational and Speech Therapists; Physicians; Nursing Homes and Residential Care Facilities; Pharmaceutical Manufacturing; Medical Equipment Manufacturing; Biotechnology Research; Veterinary Services`,
  ],
  [
    'manufacturing',
    `Automotive; Aviation & Aerospace; Chemicals; Consumer Electronics; Cosmetics; Dairy; Defense & Space; Electrical/Electronic Manufacturing; Food Production; Furniture; Glass, Ceramics & Concrete; Industrial Automation; Machinery;
    Mechanical or Industrial Engineering; Packaging and Containers; Paper & Forest Products; Plastics; Printing; Railroad Manufacture; Semiconductors; Shipbuilding; Sporting Goods; Textiles; Tobacco; Wine and Spirits;
    Manufacturing; Apparel Manufacturing; Fashion Accessories Manufacturing; Appliances, Electrical, and Electronics Manufacturing; Electric Lighting Equipment Manufacturing; Electrical Equipment Manufacturing; Fuel Cell Manufacturing;
    Household Appliance Manufacturing; Chemical Manufacturing; Agricultural Chemical Manufacturing; Artificial Rubber and Synthetic Fiber Manufacturing; Chemical Raw Materials Manufacturing; Paint, Coating, and Adhesive Manufacturing;
    Personal Care Product Manufacturing; Pharmaceutical Manufacturing; Soap and Cleaning Product Manufacturing; Climate Technology Product Manufacturing; Computers and Electronics Manufacturing; Audio and Video Equipment Manufacturing;
    Communications Equipment Manufacturing; Computer Hardware Manufacturing; Accessible Hardware Manufacturing; Magnetic and Optical Media Manufacturing; Measuring and Control Instrument Manufacturing; Smart Meter Manufacturing;
    Semiconductor Manufacturing; Renewable Energy Semiconductor Manufacturing; Fabricated Metal Products; Architectural and Structural Metal Manufacturing; Boilers, Tanks, and Shipping Container Manufacturing; Construction Hardware Manufacturing;
    Cutlery and Handtool Manufacturing; Metal Treatments; Metal Valve, Ball, and Roller Manufacturing; Spring and Wire Product Manufacturing; Turned Products and Fastener Manufacturing; Food and Beverage Manufacturing; Breweries; Distilleries; Wineries;
    Animal Feed Manufacturing; Baked Goods Manufacturing; Beverage Manufacturing; Dairy Product Manufacturing; Fruit and Vegetable Preserves Manufacturing; Meat Products Manufacturing; Seafood Product Manufacturing; Sugar and Confectionery Product Manufacturing;
    Furniture and Home Furnishings Manufacturing; Household and Institutional Furniture Manufacturing; Mattress and Blinds Manufacturing; Office Furniture and Fixtures Manufacturing; Glass, Ceramics and Concrete Manufacturing;
    Abrasives and Nonmetallic Minerals Manufacturing; Clay and Refractory Products Manufacturing; Glass Product Manufacturing; Lime and Gypsum Products Manufacturing; Leather Product Manufacturing; Footwear Manufacturing; Women's Handbag Manufacturing;
    Machinery Manufacturing; Agriculture, Construction, Mining Machinery Manufacturing; Automation Machinery Manufacturing; Robot Manufacturing; Commercial and Service Industry Machinery Manufacturing; Engines and Power Transmission Equipment Manufacturing;
    Renewable Energy Equipment Manufacturing; HVAC and Refrigeration Equipment Manufacturing; Industrial Machinery Manufacturing; Metalworking Machinery Manufacturing; Medical Equipment Manufacturing; Oil and Coal Product Manufacturing;
    Paper and Forest Product Manufacturing; Plastics and Rubber Product Manufacturing; Packaging and Containers Manufacturing; Plastics Manufacturing; Rubber Products Manufacturing; Primary Metal Manufacturing; Printing Services;
    Sporting Goods Manufacturing; Textile Manufacturing; Tobacco Manufacturing; Transportation Equipment Manufacturing; Aviation and Aerospace Component Manufacturing; Defense and Space Manufacturing; Motor Vehicle Manufacturing;
    Alternative Fuel Vehicle Manufacturing; Motor Vehicle Parts Manufacturing; Railroad Equipment Manufacturing; Wood Product Manufacturing`,
  ],
  [
    'professional',
    `Accounting; Alternative Dispute Resolution; Architecture & Planning; Design; Environmental Services; Graphic Design; Government Relations; Human Resources; Law Practice; Legal Services; Management Consulting; Market Research; Nanotechnology;
    Outsourcing/Offshoring; Research; Staffing and Recruiting; Think Tanks; Translation and Localization; Professional Services; Architecture and Planning; Accessible Architecture and Design; Design Services; Regenerative Design; Interior Design;
    Engineering Services; Robotics Engineering; Surveying and Mapping Services; Research Services; Nanotechnology Research; Services for Renewable Energy; Business Consulting and Services; Operations Consulting; Strategic Management Services;
    Outsourcing and Offshoring Consulting; Human Resources Services; Executive Search Services; Temporary Help Services; Government Relations Services; Advertising Services; Marketing Services; Public Relations and Communications Services`,
  ],
  [
    'media',
    `Animation; Broadcast Media; Marketing and Advertising; Media Production; Motion Pictures and Film; Music; Newspapers; Online Media; Photography; Public Relations and Communications; Publishing; Writing and Editing; Entertainment;
    Advertising Services; Media and Telecommunications; Book and Periodical Publishing; Book Publishing; Newspaper Publishing; Periodical Publishing; Broadcast Media Production and Distribution; Cable and Satellite Programming;
    Radio and Television Broadcasting; Movies, Videos and Sound; Animation and Post-production; Movies and Sound Recording; Sound Recording; Sheet Music Publishing; Internet Publishing; Business Content; Online Audio and Video Media; Internet News; Blogs;
    Artists and Writers; Musicians`,
  ],
  [
    'leisure',
    `Arts and Crafts; Fine Art; Gambling & Casinos; Museums and Institutions; Performing Arts; Recreational Facilities and Services; Sports; Entertainment Providers; Museums, Historical Sites, and Zoos; Historical Sites; Museums; Zoos and Botanical Gardens;
    Performing Arts and Spectator Sports; Circuses and Magic Shows; Dance Companies; Spectator Sports; Racetracks; Sports Teams and Clubs; Theater Companies; Recreational Facilities; Amusement Parks and Arcades; Gambling Facilities and Casinos;
    Golf Courses and Country Clubs; Skiing Facilities; Wellness and Fitness Services`,
  ],
  [
    'retail',
    `Apparel & Fashion; Business Supplies and Equipment; Consumer Goods; Import and Export; Luxury Goods & Jewelry; Retail; Supermarkets; Wholesale; Food and Beverage Retail; Retail Groceries; Online and Mail Order Retail; Retail Apparel and Fashion;
    Retail Appliances, Electrical, and Electronic Equipment; Retail Art Dealers; Retail Art Supplies; Retail Books and Printed News; Retail Building Materials and Garden Equipment; Retail Florists; Retail Furniture and Home Furnishings; Retail Gasoline;
    Retail Health and Personal Care Products; Retail Pharmacies; Retail Luxury Goods and Jewelry; Retail Motor Vehicles; Retail Musical Instruments; Retail Office Equipment; Retail Office Supplies and Gifts; Retail Recyclable Materials & Used Merchandise;
    Wholesale Alcoholic Beverages; Wholesale Apparel and Sewing Supplies; Wholesale Appliances, Electrical, and Electronics; Wholesale Building Materials; Wholesale Chemical and Allied Products; Wholesale Computer Equipment; Wholesale Drugs and Sundries;
    Wholesale Food and Beverage; Wholesale Footwear; Wholesale Furniture and Home Furnishings; Wholesale Hardware, Plumbing, Heating Equipment; Wholesale Import and Export; Wholesale Luxury Goods and Jewelry; Wholesale Machinery;
    Wholesale Metals and Minerals; Wholesale Motor Vehicles and Parts; Wholesale Paper Products; Wholesale Petroleum and Petroleum Products; Wholesale Photography Equipment and Supplies; Wholesale Raw Farm Products; Wholesale Recyclable Materials`,
  ],
  [
    'education',
    `E-Learning; Education Management; Higher Education; Libraries; Primary/Secondary Education; Professional Training & Coaching; Education; E-Learning Providers; Primary and Secondary Education; Professional Training and Coaching;
    Technical and Vocational Training; Cosmetology and Barber Schools; Fine Arts Schools; Flight Training; Language Schools; Secretarial Schools; Sports and Recreation Instruction`,
  ],
  [
    'realEstate',
    `Commercial Real Estate; Real Estate; Real Estate and Equipment Rental Services; Leasing Non-residential Real Estate; Leasing Residential Real Estate; Real Estate Agents and Brokers`,
  ],
  [
    'construction',
    `Building Materials; Civil Engineering; Construction; Building Construction; Nonresidential Building Construction; Residential Building Construction; Highway, Street, and Bridge Construction; Subdivision of Land; Utility System Construction;
    Specialty Trade Contractors; Building Equipment Contractors; Building Finishing Contractors; Building Structure and Exterior Contractors`,
  ],
  [
    'logistics',
    `Airlines/Aviation; Logistics and Supply Chain; Maritime; Package/Freight Delivery; Transportation/Trucking/Railroad; Warehousing; Transportation, Logistics, Supply Chain and Storage; Airlines and Aviation; Freight and Package Transportation;
    Ground Passenger Transportation; Interurban and Rural Bus Services; School and Employee Bus Services; Shuttles and Special Needs Transportation Services; Sightseeing Transportation; Taxi and Limousine Services; Urban Transit Services;
    Maritime Transportation; Pipeline Transportation; Postal Services; Rail Transportation; Truck Transportation; Warehousing and Storage`,
  ],
  [
    'energy',
    `Oil & Energy; Renewables & Environment; Utilities; Oil and Gas; Natural Gas Extraction; Oil Extraction; Electric Power Generation; Fossil Fuel Electric Power Generation; Nuclear Electric Power Generation; Renewable Energy Power Generation;
    Biomass Electric Power Generation; Geothermal Electric Power Generation; Hydroelectric Power Generation; Solar Electric Power Generation; Wind Electric Power Generation; Electric Power Transmission, Control, and Distribution; Natural Gas Distribution;
    Water, Waste, Steam, and Air Conditioning Services; Steam and Air-Conditioning Supply; Waste Collection; Waste Treatment and Disposal; Water Supply and Irrigation Systems`,
  ],
  [
    'mining',
    `Mining & Metals; Oil, Gas, and Mining; Mining; Coal Mining; Metal Ore Mining; Nonmetallic Mineral Mining`,
  ],
  [
    'hospitality',
    `Food & Beverages; Hospitality; Leisure, Travel & Tourism; Restaurants; Accommodation Services; Accommodation and Food Services; Food and Beverage Services; Bars, Taverns, and Nightclubs; Caterers; Mobile Food Services; Bed-and-Breakfasts, Hostels, Homestays;
    Hotels and Motels; Travel Arrangements`,
  ],
  [
    'publicSector',
    `Executive Office; Government Administration; International Affairs; Judiciary; Law Enforcement; Legislative Office; Military; Public Policy; Public Safety; Administration of Justice; Correctional Institutions; Courts of Law; Fire Protection;
    Economic Programs; Transportation Programs; Utilities Administration; Environmental Quality Programs; Air, Water, and Waste Program Management; Conservation Programs; Health and Human Services; Education Administration Programs;
    Public Assistance Programs; Public Health; Housing and Community Development; Community Development and Urban Planning; Housing Programs; Military and International Affairs; Armed Forces; Public Policy Offices; Executive Offices; Legislative Offices;
    Space Research and Technology`,
  ],
  [
    'nonprofit',
    `Civic & Social Organization; Fund-Raising; Non-Profit Organization Management; Philanthropy; Political Organization; Program Development; Religious Institutions; Civic and Social Organizations; Industry Associations; Political Organizations;
    Professional Organizations; Non-profit Organizations; Philanthropic Fundraising Services; Fundraising; Emergency and Relief Services`,
  ],
  [
    'social',
    `Individual & Family Services; Individual and Family Services; Community Services; Services for the Elderly and Disabled; Child Day Care Services; Vocational Rehabilitation Services`,
  ],
  [
    'telecom',
    `Telecommunications; Wireless; Satellite Telecommunications; Telecommunications Carriers; Wireless Services`,
  ],
  [
    'agriculture',
    `Farming; Fishery; Ranching; Dairy; Farming, Ranching, Forestry; Horticulture; Forestry and Logging; Ranching and Fisheries; Fisheries`,
  ],
  [
    'consumer',
    `Consumer Services; Household Services; Personal and Laundry Services; Laundry and Drycleaning Services; Personal Care Services; Pet Services; Repair and Maintenance; Commercial and Industrial Machinery Maintenance;
    Electronic and Precision Equipment Maintenance; Footwear and Leather Goods Repair; Reupholstery and Furniture Repair; Vehicle Repair and Maintenance`,
  ],
  [
    'support',
    `Events Services; Facilities Services; Security and Investigations; Administrative and Support Services; Collection Agencies; Janitorial Services; Landscaping Services; Office Administration; Security Guards and Patrol Services;
    Security Systems Services; Telephone Call Centers; Equipment Rental Services; Commercial and Industrial Equipment Rental; Consumer Goods Rental`,
  ],
];

const rows = NAMES.flatMap(([sector, names]) => names.split(/;\s*/).map((name) => [name.trim(), sector] as const));

describe("LinkedIn's industries", () => {
  it.each(rows)('%s is placed into %s', (name, sector) => {
    expect(sectorsOf(industryWords(name))).toContain(sector);
  });

  it('are all of them', () => {
    expect(new Set(rows.map(([name]) => name)).size).toBeGreaterThan(500);
  });
});
