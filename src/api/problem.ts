import { z } from 'zod';

/** One thing that is wrong with what came: where, and what came and is allowed. */
export const mistake = z.strictObject({ field: z.string(), message: z.string() });
export type Mistake = z.output<typeof mistake>;

/** RFC 9457. */
export const problem = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().exactOptional(),
    mistakes: z.array(mistake).exactOptional(),
  })
  .meta({ id: 'Problem', description: 'What is wrong, and what is allowed.' });

export interface ProblemOptions {
  readonly detail?: string;
  readonly mistakes?: readonly Mistake[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Foreseen: what a client is told instead of an answer. */
export class Problem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  private readonly told: Omit<ProblemOptions, 'headers'>;

  constructor(status: number, title: string, { headers = {}, ...told }: ProblemOptions = {}) {
    super(title);
    this.status = status;
    this.headers = headers;
    this.told = told;
  }

  json(): object {
    return { type: 'about:blank', title: this.message, status: this.status, ...this.told };
  }
}

/** What a schema finds, for somebody who reads it in a log. */
export function mistakesIn({ issues }: z.ZodError, body: unknown): readonly Mistake[] {
  return issues.flatMap((issue): readonly Mistake[] => {
    const field = issue.path.join('.') || 'body';
    if (issue.code !== 'unrecognized_keys')
      return [{ field, message: `came ${came(body, issue.path)}; ${issue.message}` }];
    return issue.keys.map((key) => ({ field: cut([...issue.path, key].join('.')), message: 'there is no such field' }));
  });
}

function came(body: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown> | null)?.[key], body);
  return value === undefined ? 'nothing' : cut(JSON.stringify(value));
}

const LONGEST = 80;

function cut(text: string): string {
  const points = [...text];
  return points.length <= LONGEST ? text : `${points.slice(0, LONGEST).join('')}…`;
}
