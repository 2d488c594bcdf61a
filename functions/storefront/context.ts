import { defineContext } from "#shared/context";

/**
 * It has nothing of its own: a page asks the routes of other contexts in its own process, so that its role needs
 * what theirs need.
 */
export const storefront = defineContext({
  name: "storefront",
  summary: "The pages of a dealer for those who buy: found, compared, asked about, ordered and paid for.",
  reads: ["catalog", "dealers", "recommendation", "inventory", "customers", "leads", "orders"],
  writes: ["catalog", "inventory", "customers", "leads", "orders"],
  uses: ["api-url"],
  pages: { load: () => import("#web/storefront/site") },
});
