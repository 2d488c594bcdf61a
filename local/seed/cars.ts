import type { Model } from "./models.ts";
import { type Random, randomFor } from "./random.ts";
import { vinFor } from "./vins.ts";

type Words = { "zh-CN": string; en: string };

/** A vehicle as `POST /v1/vehicles` takes it. */
export type Car = ReturnType<typeof carOf>;

/** The cars of one demo dealer, each at one of its stores. */
export function carsOf(
  dealer: string,
  models: readonly Model[],
  currency: "CNY" | "GBP",
  stores: readonly string[],
): Car[] {
  const random = randomFor(`cars of ${dealer}`);
  return models.map((model, index) =>
    carOf(model, { index, currency, store: stores[index % stores.length] }, random),
  );
}

function carOf(
  model: Model,
  where: { index: number; currency: "CNY" | "GBP"; store: string | undefined },
  random: Random,
) {
  const { brand, body, year, fuel, gearbox, mileage_km, engine_cc, drive } = model;
  const paint = random.pick(paints);
  const points = [...new Set([0, 1, 2].map(() => random.pick(sellingPoints)))];
  return {
    vin: vinFor(model, 100_001 + where.index * 37, random),
    brand,
    model: model.model,
    trim: random.pick(trims[where.currency]),
    year,
    colour: paint[where.currency === "CNY" ? "zh-CN" : "en"],
    configuration: {
      ...(engine_cc > 0 ? { engine_cc } : {}),
      ...(drive ? { drive } : {}),
      doors: body === "coupe" || body === "convertible" ? 2 : body === "sedan" || body === "pickup" ? 4 : 5,
      seats: body === "mpv" || body === "van" ? 7 : body === "convertible" ? 2 : body === "coupe" ? 4 : 5,
      features: points.map((point) => point[where.currency === "CNY" ? "zh-CN" : "en"]),
    },
    body,
    fuel,
    transmission: gearbox,
    mileage_km,
    price: { amount: model.price, currency: where.currency },
    photos: [{ url: `/v1/drawings/${body}-${paint.drawing}.svg`, alt: alt(model, paint) }],
    selling_points: points,
    ...(where.store ? { store: where.store } : {}),
  };
}

function alt({ brand, model }: Model, paint: Words): Words {
  return {
    "zh-CN": `${paint["zh-CN"]}的${brand} ${model}，侧面图`,
    en: `${brand} ${model} in ${paint.en.toLowerCase()}, seen from the side`,
  };
}

const trims = {
  GBP: ["SE", "Sport", "Titanium", "Premium", "Business Edition", "Design"],
  CNY: ["舒适型", "豪华型", "尊贵型", "运动型", "精英型"],
};

const paints = [
  { drawing: "white", en: "Polar white", "zh-CN": "雪山白" },
  { drawing: "black", en: "Night black", "zh-CN": "曜岩黑" },
  { drawing: "silver", en: "Moonstone silver", "zh-CN": "月光银" },
  { drawing: "grey", en: "Graphite grey", "zh-CN": "石墨灰" },
  { drawing: "red", en: "Garnet red", "zh-CN": "石榴红" },
  { drawing: "blue", en: "Harbour blue", "zh-CN": "海港蓝" },
  { drawing: "green", en: "Pine green", "zh-CN": "松林绿" },
  { drawing: "brown", en: "Chestnut brown", "zh-CN": "栗棕" },
  { drawing: "orange", en: "Amber orange", "zh-CN": "琥珀橙" },
  { drawing: "yellow", en: "Saffron yellow", "zh-CN": "藏花黄" },
] as const;

const sellingPoints: readonly Words[] = [
  { en: "One owner, full service history", "zh-CN": "一手车主，保养记录齐全" },
  { en: "Heated front seats", "zh-CN": "前排座椅加热" },
  { en: "Adaptive cruise control", "zh-CN": "自适应巡航" },
  { en: "Panoramic roof", "zh-CN": "全景天窗" },
  { en: "Parking camera and sensors", "zh-CN": "倒车影像与雷达" },
  { en: "New tyres all round", "zh-CN": "四条新轮胎" },
  { en: "LED headlights", "zh-CN": "LED 大灯" },
  { en: "Twelve months of warranty", "zh-CN": "十二个月质保" },
  { en: "Electric tailgate", "zh-CN": "电动尾门" },
  { en: "Leather upholstery", "zh-CN": "真皮座椅" },
];
