import { Refusal } from "#shared/errors";

/** Thrown when somebody else claimed or changed the same person in between: recognise again. */
export class PersonRaced extends Refusal {
  constructor() {
    super(
      409,
      "conflict",
      "This person was changed at the same moment. Nothing was written; please try again.",
    );
  }
}
