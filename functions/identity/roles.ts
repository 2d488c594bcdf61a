/** Ready roles for the posts of a dealership, as sets of permissions; a dealer may add its own. */
export const roles: Readonly<Record<string, readonly string[]>> = {
  operator: ["dealers:administer"],
};
