import { invalid } from "./refusals.ts";

/** DynamoDB keeps 38 significant digits between 1E-130 and 9.99…E+125 (developer guide, "Naming rules and data types"). */
const MAX_DIGITS = 38;
const MAX_POINT = 126;
const MIN_POINT = -129;

/** ±0.digits × 10^point, without leading or trailing zeros; zero has no digits. */
type Decimal = { negative: boolean; digits: string; point: number };

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

/** The one spelling in which DynamoDB gives a number back; throws ValidationException for what it refuses to store. */
export function normalNumber(text: string): string {
  return PLAIN_INTEGER.test(text) ? text : written(storable(parse(text)));
}

export function addNumbers(left: string, right: string): string {
  return sum(parse(left), parse(right));
}

export function subtractNumbers(left: string, right: string): string {
  const subtrahend = parse(right);
  return sum(parse(left), { ...subtrahend, negative: !subtrahend.negative });
}

export function compareNumbers(left: string, right: string): number {
  if (PLAIN_INTEGER.test(left) && PLAIN_INTEGER.test(right)) return Number(left) - Number(right);
  const [first, second] = [numberOrder(left), numberOrder(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** A text that sorts, code unit by code unit, as the number does. */
export function numberOrder(text: string): string {
  const { negative, digits, point } = parse(text);
  if (digits === "") return "1";
  const magnitude = String(point + 500).padStart(4, "0") + digits;
  return negative ? `0${complement(magnitude)}~` : `2${magnitude}`;
}

export function significantDigits(text: string): { negative: boolean; count: number } {
  const { negative, digits } = parse(text);
  return { negative, count: digits.length };
}

function parse(text: string): Decimal {
  const match = SHAPE.exec(text);
  const whole = match?.[2] ?? "";
  const fraction = match?.[3] ?? "";
  if (!match || whole + fraction === "") {
    throw invalid(
      text === ""
        ? "The parameter cannot be converted to a numeric value"
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  }
  const all = whole + fraction;
  const lead = all.length - all.replace(/^0+/, "").length;
  const digits = all.slice(lead).replace(/0+$/, "");
  if (digits === "") return { negative: false, digits, point: 0 };
  return { negative: match[1] === "-", digits, point: whole.length - lead + Number(match[4] ?? 0) };
}

function storable(value: Decimal): Decimal {
  if (value.digits.length > MAX_DIGITS) {
    throw invalid("Attempting to store more than 38 significant digits in a Number");
  }
  if (value.digits !== "" && value.point > MAX_POINT) {
    throw invalid("Number overflow. Attempting to store a number with magnitude larger than supported range");
  }
  if (value.digits !== "" && value.point < MIN_POINT) {
    throw invalid(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    );
  }
  return value;
}

function sum(left: Decimal, right: Decimal): string {
  const exponent = Math.min(left.point - left.digits.length, right.point - right.digits.length);
  const total = scaled(left, exponent) + scaled(right, exponent);
  return written(storable(parse(`${total}e${exponent}`)));
}

function scaled(value: Decimal, exponent: number): bigint {
  const zeros = value.point - value.digits.length - exponent;
  const magnitude = BigInt(value.digits || "0") * 10n ** BigInt(zeros);
  return value.negative ? -magnitude : magnitude;
}

function written({ negative, digits, point }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function complement(digits: string): string {
  return digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
}
