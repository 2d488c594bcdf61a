/**
 * Which models the demo dealers sell, and what the sources do not say of them: body, maker's identifier (the first
 * three characters of a VIN), and for models of the EPA's catalogue the price when new in the dealer's country and
 * currency, our own round figure.
 */
export type Line = {
  make: string;
  model: string;
  name?: string;
  body: string;
  wmi: string;
  /** Only cars of this fuel, in the listings' own word. */
  fuel?: string;
  /** Taken from the EPA's catalogue, which knows no prices; else from the listings. */
  newPrice?: number;
};

/** Rows of `make/model body wmi`, with `{fuel}` where only cars of one fuel are meant, or the price when new. */
const listed = `
Ford/Fiesta hatchback WF0
Ford/Focus hatchback WF0
Ford/Kuga suv WF0
Ford/EcoSport suv WF0
Ford/Mondeo sedan WF0
Ford/S-MAX mpv WF0
Ford/Galaxy mpv WF0
Ford/Puma suv WF0
Volkswagen/Golf hatchback WVW
Volkswagen/Polo hatchback WVW
Volkswagen/Tiguan suv WVG
Volkswagen/Passat estate WVW
Volkswagen/Up hatchback WVW
Volkswagen/T-Roc suv WVG
Volkswagen/Touran mpv WVG
Volkswagen/Scirocco coupe WVW
Volkswagen/Amarok pickup WV1
Volkswagen/Caravelle van WV2
Vauxhall/Corsa hatchback W0L
Vauxhall/Astra hatchback W0L
Vauxhall/Mokka X suv W0L
Vauxhall/Insignia estate W0L
Vauxhall/Zafira mpv W0L
Vauxhall/Combo Life van W0V
Mercedes-Benz/C Class sedan WDD
Mercedes-Benz/A Class hatchback WDD
Mercedes-Benz/E Class sedan WDD
Mercedes-Benz/GLC Class suv WDC
Mercedes-Benz/SLK convertible WDD
Mercedes-Benz/V Class van WDF
BMW/3 Series sedan WBA
BMW/1 Series hatchback WBA
BMW/2 Series coupe WBA
BMW/4 Series coupe WBA
BMW/X1 suv WBA
BMW/i3 hatchback WBY {Electric}
Audi/A3 hatchback WAU
Audi/A4 sedan WAU
Audi/Q3 suv WAU
Audi/A5 coupe WAU
Audi/TT coupe TRU
Skoda/Fabia hatchback TMB
Skoda/Octavia estate TMB
Skoda/Kodiaq suv TMB
Toyota/Yaris hatchback VNK
Toyota/C-HR suv NMT
Toyota/Hilux pickup AHT
Nissan/Leaf hatchback SJN 26490
Hyundai/Tucson suv TMA
Hyundai/Ioniq hatchback KMH
`;

/** The same source, models that are also built in China, with Chinese makers' identifiers. */
const listedInChina = `
Volkswagen/Golf hatchback LFV
Volkswagen/Polo hatchback LSV
Volkswagen/Passat sedan LSV
Volkswagen/Tiguan suv LSV
Volkswagen/Touran mpv LSV
Volkswagen/T-Roc suv LFV
Audi/A3 hatchback LFV
Audi/A4 sedan LFV
Audi/A6 sedan LFV
Audi/Q3 suv LFV
Audi/Q5 suv LFV
BMW/1 Series sedan LBV
BMW/3 Series sedan LBV
BMW/5 Series sedan LBV
BMW/X1 suv LBV
BMW/X3 suv LBV
Mercedes-Benz/A Class sedan LE4
Mercedes-Benz/C Class sedan LE4
Mercedes-Benz/E Class sedan LE4
Mercedes-Benz/GLA Class suv LE4
Mercedes-Benz/GLC Class suv LE4
Skoda/Octavia sedan LSV
Skoda/Superb sedan LSV
Ford/Focus sedan LVS
Ford/Kuga suv LVS
Ford/Mondeo sedan LVS
Toyota/RAV4 suv LFM
Toyota/Corolla sedan LFM
Hyundai/Tucson suv LBE
Hyundai/Kona suv LBE
`;

/** The EPA's catalogue again; a name in brackets is the one it bears in China. */
const catalogued = `
Buick/LaCrosse sedan LSG 259900
Buick/Regal sedan LSG 209900
BYD/e6 mpv LC0 309800
Buick/Verano sedan LSG 149900
Tesla/Model S (85 kW-hr battery pack) sedan 5YJ 734000 [Model S]
Cadillac/ATS sedan LSG 298800
Cadillac/XTS sedan LSG 349900
Chevrolet/Malibu sedan LSG 189900
Chevrolet/Cruze sedan LSG 129900
Honda/Accord sedan LHG 199800
Honda/Fit hatchback LHG 89800
Honda/Civic sedan LVH 139900
Honda/CR-V 4WD suv LVH 209800 [CR-V]
Toyota/Camry sedan LVG 199800
Toyota/Highlander 2WD suv LVG 289800 [Highlander]
Nissan/Altima sedan LGB 209800
Nissan/Sentra sedan LGB 119800
Mazda/3 4-Door sedan LVR 129800 [3]
Volvo/S60 FWD sedan LYV 259900 [S60]
Volvo/XC60 FWD suv LYV 349900 [XC60]
`;

export const london = rows(listed);
export const shanghai = [...rows(listedInChina), ...rows(catalogued)];

function rows(text: string): Line[] {
  return text
    .trim()
    .split("\n")
    .map((row) => {
      const found =
        /^(?<make>[^/]+)\/(?<model>.+) (?<body>[a-z]+) (?<wmi>\w{3})(?: (?<price>\d+))?(?: \[(?<name>.+)\])?(?: \{(?<fuel>\w+)\})?$/.exec(
          row,
        );
      if (found?.groups === undefined) throw new Error(`Not a line of the line-up: ${row}`);
      const { make = "", model = "", body = "", wmi = "", price, name, fuel } = found.groups;
      return {
        make,
        model,
        body,
        wmi,
        ...(name ? { name } : {}),
        ...(fuel ? { fuel } : {}),
        ...(price ? { newPrice: Number(price) } : {}),
      };
    });
}
