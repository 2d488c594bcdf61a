/**
 * Whose work it is at a dealership, by permission: written down here a second time, so that a slip in the table of roles
 * or in a manifest has to be made twice. A permission that is not here is not compared.
 */
export const duties: Readonly<Record<string, readonly string[]>> = {
  "settings:write": ["owner"],
  "staff:write": ["owner"],
  "stores:write": ["owner", "operations-manager"],
  "orders:write": ["owner", "operations-manager", "customer-service", "finance"],
  "orders:read": ["owner", "operations-manager", "customer-service", "warehouse", "salesperson", "finance"],
  "customers:write": ["owner", "operations-manager", "customer-service", "salesperson"],
  "customers:read": ["owner", "operations-manager", "customer-service", "salesperson"],
  "leads:work": ["owner", "operations-manager", "customer-service", "salesperson"],
  "leads:read": ["owner", "operations-manager", "customer-service", "salesperson", "promotion-specialist"],
  "vehicles:write": ["owner", "operations-manager", "product-manager"],
  "stock:write": ["owner", "operations-manager", "warehouse"],
  "reports:read": ["owner", "operations-manager", "product-manager", "promotion-specialist", "finance"],
  "notifications:read": ["owner", "operations-manager", "promotion-specialist", "customer-service"],
  "dealers:administer": ["operator"],
};

/** What may be needed to change something: never what lets one look. */
export function isToChange(permission: string): boolean {
  return /:(write|work|administer)$/.test(permission);
}
