import type { Money } from "#shared/money";
import { limits, planFor, type Plan, type Terms, termsIn, usualTerms } from "../finance.ts";
import type { Visit } from "../visit.ts";

/** The payment plan a page shows: as its address says, or an example. */
export function termsOf({ incoming, dealer, say }: Visit, price: Money): Terms | undefined {
  const { query } = incoming;
  if (!query.has("deposit") && !query.has("months") && !query.has("rate"))
    return usualTerms(price, dealer.country);
  return termsIn(query, price, say.minorUnits(price.currency));
}

/** Works out a plan on our side, so that it works without scripts; with them it is instant. */
export function Calculator({ visit, price, path }: { visit: Visit; price: Money; path: string }) {
  const { w, say, to, incoming } = visit;
  const terms = termsOf(visit, price);
  const plan = terms && planFor(price, terms);
  const money = (amount: number) => say.money({ ...price, amount });
  const units = say.minorUnits(price.currency);
  const typed = (name: string) => (incoming.query.get(name) ?? "").slice(0, 20);
  return (
    <section class="panel" id="finance" aria-labelledby="finance-title" data-part="finance">
      <h2 id="finance-title">{w.calculator}</h2>
      <p class="muted">{w.calculatorLead}</p>
      <form class="calculator" method="get" action={`${to(path)}#finance`} data-live="finance">
        <NumberField
          name="deposit"
          label={`${w.deposit} (${price.currency})`}
          value={terms ? String(terms.deposit / units) : typed("deposit")}
          most={price.amount / units}
          step="any"
        />
        <NumberField
          name="months"
          label={w.term}
          value={terms ? String(terms.months) : typed("months")}
          least={limits.fewest}
          most={limits.most}
          step="1"
        />
        <NumberField
          name="rate"
          label={w.rate}
          value={terms ? String(terms.rate) : typed("rate")}
          most={limits.highestRate}
          step="0.01"
        />
        <button class="button quiet" type="submit">
          {w.calculate}
        </button>
      </form>
      {plan ? (
        <Result visit={visit} plan={plan} money={money} />
      ) : (
        <p class="notice bad" role="alert">
          {w.calculatorOff(say.money(price))}
        </p>
      )}
    </section>
  );
}

function NumberField(props: {
  name: string;
  label: string;
  value: string;
  least?: number;
  most: number;
  step: string;
}) {
  const { name, label, value, least = 0, most, step } = props;
  return (
    <div class="field">
      <label for={`finance-${name}`}>{label}</label>
      <input
        id={`finance-${name}`}
        name={name}
        type="number"
        inputMode="decimal"
        min={least}
        max={most}
        step={step}
        value={value}
        required
      />
    </div>
  );
}

function Result({ visit, plan, money }: { visit: Visit; plan: Plan; money: (amount: number) => string }) {
  const { w } = visit;
  const figures = [
    [w.monthly, plan.monthly],
    [w.borrowed, plan.borrowed],
    [w.totalInterest, plan.interest],
    [w.totalPaid, plan.total],
  ] as const;
  return (
    <>
      <dl class="figures" aria-live="polite">
        {figures.map(([label, amount]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{money(amount)}</dd>
          </div>
        ))}
      </dl>
      <details class="schedule">
        <summary>{w.schedule}</summary>
        <div class="scroll" role="region" aria-label={w.schedule} tabIndex={0}>
          <Schedule visit={visit} plan={plan} money={money} />
        </div>
      </details>
    </>
  );
}

function Schedule({ visit, plan, money }: { visit: Visit; plan: Plan; money: (amount: number) => string }) {
  const { w } = visit;
  const heads = [w.month, w.payment, w.ofWhichInterest, w.ofWhichPrincipal, w.balance];
  return (
    <table class="numbers">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {plan.schedule.map(({ month, payment, interest, principal, balance }) => (
          <tr key={month}>
            <th scope="row">{month}</th>
            <td>{money(payment)}</td>
            <td>{money(interest)}</td>
            <td>{money(principal)}</td>
            <td>{money(balance)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
