/** What everyone at a dealership may see. */
const everyday = ["settings:read", "staff:read", "vehicles:read"] as const;

/**
 * Ready roles for the posts of a dealership, as sets of permissions. A dealer may add roles of its own; a
 * built-in name cannot be redefined.
 *
 * @example roles["salesperson"] // what a salesperson may do
 */
export const roles = {
  owner: [
    ...everyday,
    "settings:write",
    "stores:write",
    "staff:write",
    "vehicles:write",
    "stock:read",
    "stock:write",
    "orders:read",
    "orders:write",
    "leads:read",
    "leads:work",
    "customers:read",
    "customers:write",
    "notifications:read",
    "reports:read",
  ],
  "operations-manager": [
    ...everyday,
    "stores:write",
    "vehicles:write",
    "stock:read",
    "stock:write",
    "orders:read",
    "orders:write",
    "leads:read",
    "leads:work",
    "customers:read",
    "customers:write",
    "notifications:read",
    "reports:read",
  ],
  "product-manager": [...everyday, "vehicles:write", "stock:read", "reports:read"],
  "promotion-specialist": [...everyday, "leads:read", "notifications:read", "reports:read"],
  "customer-service": [
    ...everyday,
    "stock:read",
    "orders:read",
    "orders:write",
    "leads:read",
    "leads:work",
    "customers:read",
    "customers:write",
    "notifications:read",
  ],
  warehouse: [...everyday, "stock:read", "stock:write", "orders:read"],
  salesperson: [
    ...everyday,
    "stock:read",
    "orders:read",
    "leads:read",
    "leads:work",
    "customers:read",
    "customers:write",
  ],
  finance: [...everyday, "orders:read", "orders:write", "reports:read"],
  operator: ["dealers:administer"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
