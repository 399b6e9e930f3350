import { z } from 'zod';

/** ms since the epoch, as far as a Date reaches. */
export const instant = z.number().min(-8.64e15).max(8.64e15);
export const count = z.number();
export const text = z.string();
export const flag = z.boolean();
