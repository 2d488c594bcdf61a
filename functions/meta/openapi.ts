/** What the pages read of the generated documents; `npm run docs` writes them. */
export type OpenApi = {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Answer>>;
    readonly securitySchemes: Readonly<Record<string, { readonly description: string }>>;
  };
  readonly "x-problems": readonly {
    readonly code: string;
    readonly status: readonly number[];
    readonly detail: string;
    readonly raised_by: readonly string[];
  }[];
};

export type Operation = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly "x-signed"?: boolean;
  readonly "x-stages"?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly description?: string; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer | Reference>>;
};

export type Parameter = {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
};

export type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;
export type Answer = {
  readonly description: string;
  readonly content?: Content;
  readonly "x-codes"?: readonly string[];
};
export type Reference = { readonly $ref: string };

/** JSON Schema 2020-12, as far as our schemas use it. */
export type Schema = {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

export type Events = {
  readonly events: readonly {
    readonly name: string;
    readonly version: number;
    readonly summary: string;
    readonly announced_by: readonly string[];
    readonly reacted_to_by: readonly string[];
    readonly schema: Schema;
    readonly example: unknown;
  }[];
};
