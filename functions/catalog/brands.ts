/** Spellings that differ from the shared one by more than case, spaces and hyphens. */
const others: Readonly<Record<string, string>> = {
  vw: "Volkswagen",
  大众: "Volkswagen",
  mercedes: "Mercedes-Benz",
  benz: "Mercedes-Benz",
  奔驰: "Mercedes-Benz",
  梅赛德斯奔驰: "Mercedes-Benz",
  宝马: "BMW",
  奥迪: "Audi",
  丰田: "Toyota",
  本田: "Honda",
  日产: "Nissan",
  马自达: "Mazda",
  雷克萨斯: "Lexus",
  福特: "Ford",
  别克: "Buick",
  雪佛兰: "Chevrolet",
  chevy: "Chevrolet",
  凯迪拉克: "Cadillac",
  特斯拉: "Tesla",
  沃尔沃: "Volvo",
  保时捷: "Porsche",
  路虎: "Land Rover",
  landrover: "Land Rover",
  捷豹: "Jaguar",
  现代: "Hyundai",
  起亚: "Kia",
  比亚迪: "BYD",
  吉利: "Geely",
  吉利汽车: "Geely",
  领克: "Lynk & Co",
  极氪: "Zeekr",
  蔚来: "NIO",
  小鹏: "XPeng",
  理想: "Li Auto",
  小米: "Xiaomi",
  奇瑞: "Chery",
  长安: "Changan",
  长城: "Great Wall",
  哈弗: "Haval",
  名爵: "MG",
  荣威: "Roewe",
  红旗: "Hongqi",
  五菱: "Wuling",
  斯柯达: "Škoda",
  skoda: "Škoda",
  标致: "Peugeot",
  雪铁龙: "Citroën",
  citroen: "Citroën",
  雷诺: "Renault",
};

const shared = [
  "Abarth", "Alfa Romeo", "Aston Martin", "Audi", "Bentley", "BMW", "Buick", "BYD", "Cadillac", "Changan",
  "Chery", "Chevrolet", "Chrysler", "Citroën", "Cupra", "Dacia", "Dodge", "DS", "Ferrari", "Fiat", "Ford",
  "Geely", "Genesis", "GMC", "Great Wall", "Haval", "Honda", "Hongqi", "Hyundai", "Infiniti", "Isuzu", "Jaguar",
  "Jeep", "Kia", "Lamborghini", "Land Rover", "Lexus", "Li Auto", "Lincoln", "Lotus", "Lucid", "Lynk & Co",
  "Maserati", "Mazda", "McLaren", "Mercedes-Benz", "MG", "MINI", "Mitsubishi", "NIO", "Nissan", "Opel",
  "Peugeot", "Polestar", "Porsche", "Ram", "Renault", "Rivian", "Roewe", "Rolls-Royce", "SEAT", "smart",
  "SsangYong", "Subaru", "Suzuki", "Tesla", "Toyota", "Vauxhall", "Volkswagen", "Volvo", "Wuling", "Xiaomi",
  "XPeng", "Zeekr", "Škoda",
]; // prettier-ignore

const byFold = new Map([
  ...shared.map((name): [string, string] => [fold(name), name]),
  ...Object.entries(others),
]);

/**
 * The spelling of a brand that all dealers share; an unknown brand stays as it was written.
 *
 * @example canonicalBrand("mercedes benz") // "Mercedes-Benz"
 */
export function canonicalBrand(written: string): string {
  return byFold.get(fold(written)) ?? written;
}

const spellings = Map.groupBy(Object.entries(others), ([, name]) => name);

/** Other ways to write a brand, of both languages. @example spellingsOf("BMW") // ["宝马"] */
export function spellingsOf(brand: string): string[] {
  return spellings.get(brand)?.map(([written]) => written) ?? [];
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s·-]/gu, "");
}
