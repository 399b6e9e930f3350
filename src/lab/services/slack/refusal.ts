/** Slack's answer `{ ok: false, error }`, with what else it says: `response_metadata`, `needed`, `provided` … */
export class Refusal extends Error {
  readonly error: string;
  readonly details: object;

  constructor(error: string, details: object = {}) {
    super(error);
    this.name = 'Refusal';
    this.error = error;
    this.details = details;
  }
}

/** A refusal that says why, as Slack does in `response_metadata.messages`. */
export function refusalBecause(error: string, reasons: readonly string[]): Refusal {
  return new Refusal(error, {
    errors: reasons,
    response_metadata: { messages: reasons.map((reason) => `[ERROR] ${reason}`) },
  });
}
