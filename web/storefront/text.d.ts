/** A style sheet or script as the text that is sent: see infra/page-text.ts. */
declare module "page-text:*" {
  const text: string;
  export default text;
}

/** A digest of that text. */
declare module "page-mark:*" {
  const mark: string;
  export default mark;
}
