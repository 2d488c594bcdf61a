import type { Car } from "./platform.ts";
import { drawingOf } from "./parts/card.tsx";
import type { Visit } from "./visit.ts";

const availabilities = { available: "InStock", held: "LimitedAvailability", sold: "SoldOut" } as const;

/** The car and its offer in schema.org's words. */
export function structuredCar(visit: Visit, car: Car): object {
  const { incoming, to, w, say, dealer } = visit;
  const at = (path: string) => new URL(path, incoming.origin).href;
  const units = say.minorUnits(car.price.currency);
  return {
    "@context": "https://schema.org",
    "@type": "Car",
    name: w.carTitle(car),
    brand: { "@type": "Brand", name: car.brand },
    model: car.model,
    vehicleConfiguration: car.trim,
    vehicleModelDate: String(car.year),
    vehicleIdentificationNumber: car.vin,
    color: car.colour,
    bodyType: w.bodies[car.body],
    fuelType: w.fuels[car.fuel],
    vehicleTransmission: car.transmission && w.transmissions[car.transmission],
    numberOfDoors: car.configuration.doors,
    mileageFromOdometer: { "@type": "QuantitativeValue", value: car.mileage_km, unitCode: "KMT" },
    itemCondition: "https://schema.org/UsedCondition",
    image: (car.photos.length > 0 ? car.photos.map(({ url }) => url) : [drawingOf(car.body)]).map(at),
    offers: {
      "@type": "Offer",
      url: at(to(`cars/${car.vehicle}`)),
      price: (car.price.amount / units).toFixed(2),
      priceCurrency: car.price.currency,
      availability: `https://schema.org/${availabilities[car.availability]}`,
      seller: { "@type": "AutoDealer", name: dealer.name },
    },
  };
}
