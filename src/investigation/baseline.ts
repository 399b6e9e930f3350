/** What is usual for a stretch, ms. Source: the stage budget of the Focus Server team's monitoring guide, and its measured runs. */
export interface Usual {
  readonly fromMs: number;
  readonly toMs: number;
}

export const usualPhases = {
  configure: { fromMs: 200, toMs: 900 },
  'job-creation': { fromMs: 0, toMs: 2_000 },
  scheduling: { fromMs: 0, toMs: 2_000 },
  'container-start': { fromMs: 1_000, toMs: 10_000 },
  queue: { fromMs: 1_000, toMs: 7_000 },
  consumer: { fromMs: 1_000, toMs: 5_000 },
  metadata: { fromMs: 0, toMs: 2_000 },
} as const satisfies Record<string, Usual>;

/** From configure to the consumer: 1–5 s, though up to 30 s was documented. */
export const usualConsumer: Usual = { fromMs: 1_000, toMs: 5_000 };
