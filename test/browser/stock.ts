import { given, newCar } from "#test/journeys/steps";
import { randomFor } from "#local/seed/random";
import { vinFor } from "#local/seed/vins";

/** Electric cars of the test's own, in stock and on sale: enough that every walk finds two that nobody has ordered. */
export async function stockElectricCars(dealer: string, count: number): Promise<void> {
  const random = randomFor(`electric ${process.pid} ${dealer} ${Date.now()}`);
  const maker = given.staff(dealer, "product-manager");
  const warehouse = given.staff(dealer, "warehouse");
  for (let index = 0; index < count; index += 1) {
    const wmi = dealer === "harrow-vale" ? "WVW" : "LSV";
    const vin = vinFor({ wmi, year: 2021 }, random.whole(500_000, 999_999), random);
    const colour = ["blue", "white", "red", "green"][index % 4];
    const usual = newCar(dealer, vin);
    const car = await maker.post<{ vehicle: string }>("/v1/vehicles", {
      ...usual,
      model: index % 2 === 0 ? "ID.3" : "ID.4",
      year: 2021,
      fuel: "electric",
      body: index % 2 === 0 ? "hatchback" : "suv",
      transmission: "automatic",
      configuration: {
        power_kw: 150,
        battery_kwh: 58 + index,
        range_km: 420 + index,
        drive: "rear",
        doors: 5,
      },
      photos: [{ url: `/v1/drawings/${index % 2 === 0 ? "hatchback" : "suv"}-${colour}.svg` }],
      mileage_km: 20_000 + index * 1500,
      price: { ...usual.price, amount: usual.price.amount + index * 10_000 },
    });
    await warehouse.post("/v1/stock-units", { vin, vehicle: car.vehicle, state: "in_stock" });
    await maker.post(`/v1/vehicles/${car.vehicle}/put-on-sale`);
  }
}
