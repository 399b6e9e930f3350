import { z } from 'zod';

const checkName = z.string().regex(/^[a-z0-9-]{1,100}$/);

export function isCheckName(name: string): boolean {
  return checkName.safeParse(name).success;
}

/** The check's name that a button brought back from Slack; undefined when it cannot be one. */
export function readCheckName(value: string): string | undefined {
  return checkName.safeParse(value).data;
}
