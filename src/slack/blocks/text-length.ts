/** Characters of all texts at any depth, as Slack counts them against the limit of a message. */
export function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'text' in value && typeof value.text === 'string' ? value.text.length : 0;
  return Object.values(value).reduce((sum: number, inner) => sum + textLength(inner), own);
}
