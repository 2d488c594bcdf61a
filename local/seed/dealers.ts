/** The two demo dealers. Every name, address and number is invented; the London numbers are Ofcom's for drama. */
export type Plan = {
  dealer: {
    dealer: string;
    name: string;
    description: { "zh-CN": string; en: string };
    brands: string[];
    contact: { email: string; phone: string; website: string };
    country: string;
    currency: "CNY" | "GBP";
    locale: "zh-CN" | "en";
    zone: string;
    owner: { email: string; name: string };
  };
  models: "london" | "shanghai";
  stores: {
    name: { "zh-CN": string; en: string };
    address: { lines: string[]; city: string; postcode: string; country: string };
    phone: string;
    geo: { latitude: number; longitude: number };
    opening_hours: Record<string, { opens: string; closes: string }[]>;
  }[];
  /** `store`: the index of the store they work at. */
  staff: { email: string; name: string; role: string; store?: number }[];
};

const harrowVale: Plan = {
  models: "london",
  dealer: {
    dealer: "harrow-vale",
    name: "Harrow & Vale Motors",
    description: {
      en: "Three showrooms in London, a hundred cars, and no pressure to buy one.",
      "zh-CN": "伦敦三家展厅，一百辆好车，不催不赶。",
    },
    brands: [
      "Ford",
      "Volkswagen",
      "Vauxhall",
      "Mercedes-Benz",
      "BMW",
      "Audi",
      "Skoda",
      "Toyota",
      "Hyundai",
      "Nissan",
    ],
    contact: {
      email: "hello@harrow-vale.example",
      phone: "+442079460100",
      website: "https://harrow-vale.example/",
    },
    country: "GB",
    currency: "GBP",
    locale: "en",
    zone: "Europe/London",
    owner: { email: "margaret.ellis@harrow-vale.example", name: "Margaret Ellis" },
  },
  stores: [
    store(
      "Camden Road",
      "卡姆登路店",
      ["214 Camden Road"],
      "London",
      "NW1 9HG",
      "GB",
      "+442079460101",
      [51.5462, -0.1303],
      week("09:00", "18:30", "10:00", "17:00"),
    ),
    store(
      "Greenwich Peninsula",
      "格林威治店",
      ["Unit 4, Tidal Basin Yard"],
      "London",
      "SE10 0AX",
      "GB",
      "+442079460102",
      [51.4957, 0.0098],
      week("09:00", "18:30", "10:00", "17:00"),
    ),
    store(
      "Richmond",
      "里士满店",
      ["57 Kew Foot Lane"],
      "Richmond",
      "TW9 2SS",
      "GB",
      "+442079460103",
      [51.4656, -0.3001],
      week("08:30", "18:00", "10:00", "16:00"),
    ),
  ],
  staff: [
    { email: "daniel.okafor@harrow-vale.example", name: "Daniel Okafor", role: "operations-manager" },
    { email: "priya.nair@harrow-vale.example", name: "Priya Nair", role: "product-manager" },
    { email: "tom.whitlock@harrow-vale.example", name: "Tom Whitlock", role: "promotion-specialist" },
    { email: "grace.lindqvist@harrow-vale.example", name: "Grace Lindqvist", role: "customer-service" },
    { email: "owen.pryce@harrow-vale.example", name: "Owen Pryce", role: "warehouse" },
    { email: "helen.marsh@harrow-vale.example", name: "Helen Marsh", role: "finance" },
    { email: "samira.haddad@harrow-vale.example", name: "Samira Haddad", role: "salesperson", store: 0 },
    { email: "jack.brennan@harrow-vale.example", name: "Jack Brennan", role: "salesperson", store: 1 },
    { email: "lucy.adeyemi@harrow-vale.example", name: "Lucy Adeyemi", role: "salesperson", store: 2 },
  ],
};

const shenpu: Plan = {
  models: "shanghai",
  dealer: {
    dealer: "shenpu-auto",
    name: "申浦名车",
    description: {
      en: "Inspected cars from three stores in Shanghai, with papers in order.",
      "zh-CN": "上海三家门店，辆辆检测，手续齐全。",
    },
    brands: ["Volkswagen", "Audi", "BMW", "Mercedes-Benz", "Buick", "Honda", "Toyota", "Tesla", "BYD"],
    contact: {
      email: "nihao@shenpu-auto.example",
      phone: "+862155550100",
      website: "https://shenpu-auto.example/",
    },
    country: "CN",
    currency: "CNY",
    locale: "zh-CN",
    zone: "Asia/Shanghai",
    owner: { email: "chen.yulan@shenpu-auto.example", name: "陈玉兰" },
  },
  stores: [
    store(
      "Xuhui",
      "徐汇店",
      ["漕溪支路 388 号"],
      "上海",
      "200030",
      "CN",
      "+862155550101",
      [31.1885, 121.4365],
      week("09:00", "20:00", "09:00", "20:00"),
    ),
    store(
      "Pudong",
      "浦东店",
      ["锦沪路 1207 号"],
      "上海",
      "200120",
      "CN",
      "+862155550102",
      [31.2215, 121.5447],
      week("09:00", "20:00", "09:00", "20:00"),
    ),
    store(
      "Jiading",
      "嘉定店",
      ["安驰路 66 号"],
      "上海",
      "201805",
      "CN",
      "+862155550103",
      [31.2874, 121.1656],
      week("09:00", "18:00", "09:30", "18:00"),
    ),
  ],
  staff: [
    { email: "lin.haoran@shenpu-auto.example", name: "林浩然", role: "operations-manager" },
    { email: "zhao.minqi@shenpu-auto.example", name: "赵敏琪", role: "product-manager" },
    { email: "sun.jiawei@shenpu-auto.example", name: "孙嘉伟", role: "promotion-specialist" },
    { email: "he.siyuan@shenpu-auto.example", name: "何思远", role: "customer-service" },
    { email: "xu.jianguo@shenpu-auto.example", name: "徐建国", role: "warehouse" },
    { email: "qian.wenjing@shenpu-auto.example", name: "钱文静", role: "finance" },
    { email: "zhou.yifan@shenpu-auto.example", name: "周一帆", role: "salesperson", store: 0 },
    { email: "wu.tingting@shenpu-auto.example", name: "吴婷婷", role: "salesperson", store: 1 },
    { email: "ma.chao@shenpu-auto.example", name: "马超", role: "salesperson", store: 2 },
  ],
};

export const plans: readonly Plan[] = [harrowVale, shenpu];

function store(
  en: string,
  zh: string,
  lines: string[],
  city: string,
  postcode: string,
  country: string,
  phone: string,
  [latitude, longitude]: [number, number],
  opening_hours: Plan["stores"][number]["opening_hours"],
): Plan["stores"][number] {
  const address = { lines, city, postcode, country };
  return { name: { en, "zh-CN": zh }, address, phone, geo: { latitude, longitude }, opening_hours };
}

function week(opens: string, closes: string, weekendOpens: string, weekendCloses: string) {
  const weekend = [{ opens: weekendOpens, closes: weekendCloses }];
  const workdays = ["monday", "tuesday", "wednesday", "thursday", "friday"];
  return {
    ...Object.fromEntries(workdays.map((day) => [day, [{ opens, closes }]])),
    saturday: weekend,
    sunday: weekend,
  };
}
