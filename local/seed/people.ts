import { randomFor } from "./random.ts";

/** Somebody who buys or asks. `pinyin` style addresses, under names reserved for examples (RFC 2606). */
export type Shopper = { name: string; email: string; phone: string; locale: "zh-CN" | "en" };

/** `count` invented people around a dealer, the same ones on every run. */
export function shoppersOf(dealer: { dealer: string; locale: "zh-CN" | "en" }, count: number): Shopper[] {
  const random = randomFor(`people of ${dealer.dealer}`);
  const { given, family } = names[dealer.locale];
  return Array.from({ length: count }, (_, index) => {
    // Walking both lists by steps that share no factor with their lengths gives no name twice.
    const [first, firstLatin] = given[(index * 7 + 3) % given.length] ?? ["", ""];
    const [last, lastLatin] = family[(index * 5 + Math.floor(index / family.length)) % family.length] ?? [
      "",
      "",
    ];
    const chinese = dealer.locale === "zh-CN";
    return {
      name: chinese ? `${last}${first}` : `${first} ${last}`,
      email: `${firstLatin}.${lastLatin}${index < 20 ? "" : index}@example.com`,
      phone: chinese
        ? `+861391000${random.whole(1, 9)}${String(index).padStart(3, "0")}`
        : `+447700900${String(index).padStart(3, "0")}`,
      locale: dealer.locale,
    };
  });
}

const names: Record<Shopper["locale"], { given: [string, string][]; family: [string, string][] }> = {
  en: {
    given: spelled(
      "Ada Ben Chloe David Esther Finn Georgia Harry Imogen James Keira Leo Maya Noah Olive Peter Quinn Rosa Stephen Tara Uma Victor Wendy",
    ),
    family: spelled(
      "Ashworth Bennett Carver Donovan Ekwueme Fletcher Grant Hughes Iqbal Jennings Khan Lowe Mistry Norris Osborne Patel Reid Singh Turner",
    ),
  },
  "zh-CN": {
    given: written(
      "思琪 siqi,子轩 zixuan,雨桐 yutong,浩宇 haoyu,欣怡 xinyi,俊杰 junjie,梓涵 zihan,嘉懿 jiayi,诗涵 shihan,明哲 mingzhe,佳宁 jianing,博文 bowen,晓雯 xiaowen,天佑 tianyou,若曦 ruoxi,建平 jianping,丽娜 lina,国强 guoqiang,静怡 jingyi,志远 zhiyuan,雅婷 yating,宏伟 hongwei,可馨 kexin",
    ),
    family: written(
      "王 wang,李 li,张 zhang,刘 liu,杨 yang,黄 huang,胡 hu,朱 zhu,高 gao,郭 guo,罗 luo,梁 liang,宋 song,郑 zheng,谢 xie,韩 han,唐 tang,冯 feng,董 dong",
    ),
  },
};

function spelled(text: string): [string, string][] {
  return text.split(" ").map((name) => [name, name.toLowerCase()]);
}

function written(text: string): [string, string][] {
  return text.split(",").map((pair) => pair.split(" ") as [string, string]);
}
