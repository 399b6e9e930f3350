/** What a client sent, as far as it is read. */
export interface Asked {
  /** Its name. */
  readonly client: string;
  readonly body: object;
  /** The body as it came. */
  readonly text: string;
  /** Its Idempotency-Key. */
  readonly key?: string;
  /** How long it waits for the report. */
  readonly waitMs: number;
  /** It is gone, or the process ends. */
  readonly signal: AbortSignal;
}

export interface Reply {
  readonly status: 200 | 202;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly file?: { readonly name: string; readonly type: string; readonly bytes: Uint8Array };
}
