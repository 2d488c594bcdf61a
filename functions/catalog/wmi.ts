/**
 * Makers by world manufacturer identifier, one a line. The register (ISO 3780, kept by SAE) is not public: these
 * are well-known entries, compared one by one on 2026-11-25 with the table of https://github.com/idlesign/vininfo
 * and, for what is shared by several brands, named after the maker and not a brand. See also Wikibooks, "Vehicle
 * Identification Numbers/World Manufacturer Identifier". An identifier that is not here names no maker.
 */
const known = `
1C3 FCA US
1C4 FCA US
1C6 FCA US
1FA Ford
1FM Ford
1FT Ford
1G1 Chevrolet
1G4 Buick
1G6 Cadillac
1GC Chevrolet
1GK GMC
1GN Chevrolet
1GT GMC
1GY Cadillac
1HG Honda
1J4 Jeep
1LN Lincoln
1N4 Nissan
1N6 Nissan
1VW Volkswagen
2C3 FCA US
2C4 FCA US
2FM Ford
2G1 Chevrolet
2HG Honda
2HK Honda
2HM Hyundai
2T1 Toyota
2T2 Lexus
2T3 Toyota
3C4 FCA US
3FA Ford
3GN Chevrolet
3HG Honda
3KP Kia
3MZ Mazda
3N1 Nissan
3TM Toyota
3VV Volkswagen
3VW Volkswagen
4JG Mercedes-Benz
4S3 Subaru
4S4 Subaru
4T1 Toyota
4US BMW
55S Mercedes-Benz
58A Lexus
5FN Honda
5J6 Honda
5J8 Acura
5N1 Nissan
5NM Hyundai
5NP Hyundai
5TD Toyota
5TF Toyota
5UX BMW
5XX Kia
5XY Kia
5YF Toyota
5YJ Tesla
5YM BMW
6FP Ford
6G1 Holden
6T1 Toyota
7SA Tesla
8AJ Toyota
8AP Fiat
93H Honda
93Y Renault
9BD Fiat
9BF Ford
9BG General Motors
9BR Toyota
9BW Volkswagen
AAV Volkswagen
AFA Ford
AHT Toyota
JA3 Mitsubishi
JA4 Mitsubishi
JF1 Subaru
JF2 Subaru
JH4 Acura
JHM Honda
JM1 Mazda
JM3 Mazda
JMB Mitsubishi
JMZ Mazda
JN1 Nissan
JN8 Nissan
JTD Toyota
JTE Toyota
JTH Lexus
JTJ Lexus
JTM Toyota
KL1 Chevrolet
KMH Hyundai
KNA Kia
KND Kia
KNM Renault Samsung
KPT SsangYong
LBE Beijing Hyundai
LBV BMW Brilliance
LDC Dongfeng Peugeot Citroën
LE4 Beijing Benz
LFM FAW Toyota
LFP FAW Hongqi
LFV FAW-Volkswagen
LGB Dongfeng Nissan
LGW Great Wall
LGX BYD
LHG GAC Honda
LJ1 JAC
LJD Dongfeng Yueda Kia
LMG GAC Trumpchi
LRW Tesla
LS5 Changan
LSG SAIC General Motors
LSJ SAIC Motor
LSV SAIC Volkswagen
LVG GAC Toyota
LVH Dongfeng Honda
LVR Changan Mazda
LVS Changan Ford
LVV Chery
LYV Volvo
LZW SAIC-GM-Wuling
MA1 Mahindra
MA3 Maruti Suzuki
MAL Hyundai
MAT Tata
MR0 Toyota
NLH Hyundai
NM0 Ford
NMT Toyota
PL1 Proton
SAJ Jaguar
SAL Land Rover
SB1 Toyota
SBM McLaren
SCA Rolls-Royce
SCB Bentley
SCC Lotus
SCF Aston Martin
SHH Honda
SHS Honda
SJN Nissan
TMA Hyundai
TMB Škoda
TRU Audi
TSM Suzuki
U5Y Kia
UU1 Dacia
VF1 Renault
VF3 Peugeot
VF7 Citroën
VNK Toyota
VR7 Citroën
VSK Nissan
VSS SEAT
W0L Opel
W0V Opel
W1K Mercedes-Benz
W1N Mercedes-Benz
WA1 Audi
WAU Audi
WBA BMW
WBS BMW M
WBX BMW
WBY BMW
WDB Mercedes-Benz
WDC Mercedes-Benz
WDD Mercedes-Benz
WDF Mercedes-Benz
WF0 Ford
WME smart
WMW MINI
WP0 Porsche
WP1 Porsche
WUA Audi Sport
WV1 Volkswagen
WV2 Volkswagen
WVG Volkswagen
WVW Volkswagen
XP7 Tesla
XTA Lada
YS3 Saab
YV1 Volvo
YV4 Volvo
ZAM Maserati
ZAR Alfa Romeo
ZFA Fiat
ZFF Ferrari
ZHW Lamborghini`;

const makers = new Map(
  known
    .trim()
    .split("\n")
    .map((row): [string, string] => [row.slice(0, 3), row.slice(4)]),
);

/** How many identifiers are known. */
export const knownMakers = makers.size;

/** The maker of a VIN or WMI, or undefined: never guessed from the country. @example makerOf("WBA8E9C50GK646247") // "BMW" */
export function makerOf(vin: string): string | undefined {
  return makers.get(vin.slice(0, 3));
}
