import { search } from "./search.ts";
for (const cars of process.argv.slice(2).map(Number))
  console.log(JSON.stringify(await search(cars), null, 1));
