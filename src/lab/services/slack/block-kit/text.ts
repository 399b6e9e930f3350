import { z } from 'zod';

/**
 * Text objects, with Slack's documented limits.
 * Sources: the JSDoc of @slack/types 3.2 and docs.slack.dev/reference/block-kit.
 */

export const limited = (max: number) => z.string().min(1).max(max);
export const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: limited(max), emoji: z.boolean().optional() });
export const markupText = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: limited(max), verbatim: z.boolean().optional() });
export const anyText = (max: number) => z.discriminatedUnion('type', [plainText(max), markupText(max)]);
export const listOf = <T extends z.ZodType>(item: T, max: number, min = 1) => z.array(item).min(min).max(max);

export const identifier = limited(255).optional();
