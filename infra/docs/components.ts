import { type Json, sorted } from "./json.ts";

/**
 * The document with only those named schemas that something refers to. A schema that is only ever answered needs
 * no second form for requests: its `…Output` takes the plain name.
 */
export function withNamedSchemas(document: Json): Json {
  const names = Object.keys(schemasOf(document));
  const twice = names.filter((name) => names.includes(`${name}Output`) && !isReferred(document, name));
  const renamed = twice.reduce((found, name) => {
    const { [name]: _unused, [`${name}Output`]: kept, ...others } = schemasOf(found);
    const text = JSON.stringify(withSchemas(found, { ...others, [name]: kept }));
    return JSON.parse(text.replaceAll(reference(`${name}Output`), reference(name))) as Json;
  }, document);
  const referred = Object.entries(schemasOf(renamed)).filter(([name]) => isReferred(renamed, name));
  return withSchemas(renamed, sorted(Object.fromEntries(referred)));
}

function schemasOf(document: Json): Json {
  return (document["components"] as Json)["schemas"] as Json;
}

function withSchemas(document: Json, schemas: Json): Json {
  return { ...document, components: { ...(document["components"] as Json), schemas } };
}

function isReferred(document: Json, name: string): boolean {
  return JSON.stringify(document).includes(reference(name));
}

function reference(name: string): string {
  return `"#/components/schemas/${name}"`;
}
